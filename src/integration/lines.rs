//! Cuts a stream of bytes into events: lines of NDJSON, or the elements of one JSON array. Holds one event at a time.

/// Longest event; a longer one is refused and passed over.
pub const MAX_EVENT: usize = 64 * 1024;
/// How much of a refused event is kept.
const MAX_KEPT: usize = 16 * 1024;
/// The byte order mark that some editors write before everything else.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// How the events are strung together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Lines,
    /// One JSON array of objects.
    Array,
}

/// One event as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Line of the file, or place in the array, from 1.
    pub number: u64,
    pub bytes: Vec<u8>,
    /// It was longer than [`MAX_EVENT`]; `bytes` is its beginning.
    pub too_long: bool,
}

/// The body is not what its format says, from here on. Events before it stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinesError {
    #[error("the body is not a JSON array")]
    NotAnArray,
    #[error("the array is not closed")]
    NotClosed,
    #[error("there is something after the end of the array")]
    AfterTheEnd,
}

/// The cutter. Feed it with [`Self::push`] and end it with [`Self::finish`].
#[derive(Debug)]
pub struct Lines {
    format: Format,
    number: u64,
    current: Vec<u8>,
    too_long: bool,
    place: Place,
    /// How much of [`MARK`] came before an array; all of it once it can come no more.
    mark: usize,
    depth: u32,
    text: Text,
}

/// Where in an array we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Before,
    Inside,
    After,
}

/// Whether we are inside a JSON string, where brackets and commas mean nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Text {
    Outside,
    Inside,
    Escaped,
}

impl Lines {
    #[must_use]
    pub fn new(format: Format) -> Self {
        let place = match format {
            Format::Lines => Place::Inside,
            Format::Array => Place::Before,
        };
        Self { format, number: 0, current: vec![], too_long: false, place, mark: 0, depth: 0, text: Text::Outside }
    }

    /// Takes the next bytes and gives the events that they complete to `out`.
    ///
    /// # Errors
    /// When the body is not of its format.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<Record>) -> Result<(), LinesError> {
        match self.format {
            Format::Lines => {
                let mut rest = bytes;
                while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
                    let (line, after) = rest.split_at(end);
                    self.keep(line);
                    self.end_line(out);
                    rest = after.get(1..).unwrap_or_default();
                }
                self.keep(rest);
                Ok(())
            }
            Format::Array => bytes.iter().try_for_each(|byte| self.array_byte(*byte, out)),
        }
    }

    /// The end of the stream: the last line needs no line break, an array needs its bracket.
    ///
    /// # Errors
    /// When an array was not closed.
    pub fn finish(&mut self, out: &mut Vec<Record>) -> Result<(), LinesError> {
        match (self.format, self.place) {
            (Format::Lines, _) => {
                self.end_line(out);
                Ok(())
            }
            (Format::Array, Place::Before) => Err(LinesError::NotAnArray),
            (Format::Array, Place::Inside) => Err(LinesError::NotClosed),
            (Format::Array, Place::After) => Ok(()),
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = MAX_EVENT - self.current.len().min(MAX_EVENT);
        self.too_long |= bytes.len() > room;
        self.current.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    /// Lines of nothing but space are counted, not reported.
    fn end_line(&mut self, out: &mut Vec<Record>) {
        self.number += 1;
        let mut bytes = std::mem::take(&mut self.current);
        let too_long = std::mem::take(&mut self.too_long);
        if self.number == 1 && bytes.starts_with(MARK) {
            bytes.drain(..MARK.len());
        }
        if too_long {
            bytes.truncate(MAX_KEPT);
        }
        if bytes.iter().any(|byte| !byte.is_ascii_whitespace()) {
            out.push(Record { number: self.number, bytes, too_long });
        }
    }

    fn array_byte(&mut self, byte: u8, out: &mut Vec<Record>) -> Result<(), LinesError> {
        match self.place {
            Place::Before => return self.before(byte),
            Place::After => {
                if !byte.is_ascii_whitespace() {
                    return Err(LinesError::AfterTheEnd);
                }
            }
            Place::Inside => self.inside(byte, out),
        }
        Ok(())
    }

    fn before(&mut self, byte: u8) -> Result<(), LinesError> {
        if MARK.get(self.mark) == Some(&byte) {
            self.mark += 1;
            return Ok(());
        }
        let half_a_mark = self.mark != 0 && self.mark != MARK.len();
        match byte {
            b'[' if !half_a_mark => self.place = Place::Inside,
            b' ' | b'\t' | b'\r' | b'\n' if !half_a_mark => self.mark = MARK.len(),
            _ => return Err(LinesError::NotAnArray),
        }
        Ok(())
    }

    fn inside(&mut self, byte: u8, out: &mut Vec<Record>) {
        match (self.text, byte) {
            (Text::Escaped, _) | (Text::Outside, b'"') => self.text = Text::Inside,
            (Text::Inside, b'\\') => self.text = Text::Escaped,
            (Text::Inside, b'"') => self.text = Text::Outside,
            (Text::Outside, b'[' | b'{') => self.depth = self.depth.saturating_add(1),
            (Text::Outside, b',') if self.depth == 0 => return self.end_line(out),
            (Text::Outside, b']') if self.depth == 0 => {
                self.place = Place::After;
                // `[]` has no element, not an empty one.
                return self.end_line(out);
            }
            (Text::Outside, b']' | b'}') => self.depth = self.depth.saturating_sub(1),
            (Text::Inside | Text::Outside, _) => {}
        }
        self.keep(&[byte]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(format: Format, text: &str, step: usize) -> (Vec<(u64, String)>, Result<(), LinesError>) {
        let (mut lines, mut out) = (Lines::new(format), vec![]);
        let mut result = Ok(());
        for chunk in text.as_bytes().chunks(step) {
            result = result.and(lines.push(chunk, &mut out));
        }
        let result = result.and_then(|()| lines.finish(&mut out));
        (out.into_iter().map(|r| (r.number, String::from_utf8(r.bytes).unwrap().trim().to_owned())).collect(), result)
    }

    #[test]
    fn lines_are_numbered_as_in_the_file_however_they_arrive() {
        for step in [1, 2, 1000] {
            let (lines, result) = cut(Format::Lines, "\u{feff}{\"a\":1}\r\n\n  \n{\"b\":2}\n{\"c\":3}", step);
            let expected = [(1, "{\"a\":1}"), (4, "{\"b\":2}"), (5, "{\"c\":3}")];
            assert_eq!(lines, expected.map(|(n, t)| (n, t.to_owned())));
            assert_eq!(result, Ok(()));
        }
    }

    #[test]
    fn elements_are_cut_at_their_own_commas_only() {
        for step in [1, 3, 1000] {
            let text = r#" [ {"a":"],[{\"","b":[1,2]} , 7,{"c":{}} ] "#;
            let (elements, result) = cut(Format::Array, text, step);
            let expected = [(1, r#"{"a":"],[{\"","b":[1,2]}"#), (2, "7"), (3, r#"{"c":{}}"#)];
            assert_eq!(elements, expected.map(|(n, t)| (n, t.to_owned())));
            assert_eq!(result, Ok(()));
        }
        assert_eq!(cut(Format::Array, "[]", 1), (vec![], Ok(())));
    }

    #[test]
    fn what_is_no_array_says_so_and_keeps_what_came_before() {
        assert_eq!(cut(Format::Array, "{}", 9).1, Err(LinesError::NotAnArray));
        assert_eq!(cut(Format::Array, "", 9).1, Err(LinesError::NotAnArray));
        assert_eq!(cut(Format::Array, "[{}] x", 9).1, Err(LinesError::AfterTheEnd));
        let (elements, result) = cut(Format::Array, "[{},{\"a\"", 9);
        assert_eq!((elements.len(), result), (1, Err(LinesError::NotClosed)));
    }

    #[test]
    fn an_endless_line_is_passed_over_in_little_memory() {
        let (mut lines, mut out) = (Lines::new(Format::Lines), vec![]);
        for _ in 0..100 {
            lines.push(&[b'x'; 10_000], &mut out).unwrap();
            assert!(lines.current.len() <= MAX_EVENT);
        }
        lines.push(b"\n{}\n", &mut out).unwrap();
        assert_eq!((out[0].too_long, out[0].bytes.len()), (true, MAX_KEPT));
        assert_eq!((out[1].number, out[1].bytes.as_slice(), out[1].too_long), (2, b"{}".as_slice(), false));
    }
}
