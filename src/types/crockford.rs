//! Crockford's base 32, which leaves out the letters that are misread: for codes that people copy by hand.

/// Its letters, in the order of their values.
pub const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Longer than any code; what is longer is none.
const MOST: usize = 64;

/// The letters that were meant: spaces and dashes left out, capitals, misread letters put right. `None` where something
/// else stands among them.
#[must_use]
pub fn read(typed: &str) -> Option<String> {
    let mut code = String::new();
    for c in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')) {
        let c = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        if code.len() == MOST || !u8::try_from(c).is_ok_and(|byte| LETTERS.contains(&byte)) {
            return None;
        }
        code.push(c);
    }
    Some(code)
}

/// Value of a letter, 0 to 31.
#[must_use]
pub fn value(letter: u8) -> Option<u32> {
    LETTERS.iter().position(|known| *known == letter).and_then(|place| u32::try_from(place).ok())
}

/// The letter of a value; what is above 31 is taken from the beginning again.
#[must_use]
pub fn letter(value: u32) -> char {
    let place = usize::try_from(value % 32).unwrap_or(0);
    LETTERS.get(place).copied().map_or('0', char::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_values_are_each_others() {
        for (place, byte) in LETTERS.iter().enumerate() {
            let place = u32::try_from(place).unwrap();
            assert_eq!((value(*byte), letter(place)), (Some(place), char::from(*byte)));
        }
        assert_eq!((value(b'U'), value(b'a')), (None, None));
        assert_eq!(read(&"A".repeat(65)), None);
    }
}
