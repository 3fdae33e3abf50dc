//! One ZIP, written as it goes: what is compressed so far is taken away piece by piece, and only sums and names are kept.

use crate::types::{Millis, Zone};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// What the archive has written and nobody has taken yet.
#[derive(Clone, Debug, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Pipe {
    fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn take(&self, most: usize) -> Vec<u8> {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = if bytes.len() > most { bytes.split_off(most) } else { Vec::new() };
        std::mem::replace(&mut *bytes, rest)
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file being written.
struct Open {
    name: String,
    sum: Sha256,
    size: u64,
}

pub(super) struct Archive {
    zip: ZipWriter<StreamWriter<Pipe>>,
    pipe: Pipe,
    open: Option<Open>,
    files: Vec<Value>,
    options: SimpleFileOptions,
}

impl Archive {
    /// Every file in it bears the time `now`.
    pub(super) fn new(now: Millis) -> Self {
        let pipe = Pipe::default();
        let wall = Zone::find_or_utc("UTC").wall(now);
        let (date, time) = (wall.date, (wall.hour, wall.minute));
        // The format knows the years from 1980 to 2107.
        let modified = DateTime::from_date_and_time(date.year(), date.month(), date.day(), time.0, time.1, 0);
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(modified.unwrap_or_default())
            .unix_permissions(0o600)
            .large_file(true);
        Self { zip: ZipWriter::new_stream(pipe.clone()), pipe, open: None, files: Vec::new(), options }
    }

    /// Ends the file before and begins one.
    pub(super) fn begin(&mut self, name: &str) -> io::Result<()> {
        self.end();
        self.zip.start_file(name, self.options)?;
        self.open = Some(Open { name: name.to_owned(), sum: Sha256::new(), size: 0 });
        Ok(())
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.sum.update(bytes);
            open.size = open.size.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        }
        self.zip.write_all(bytes)
    }

    fn end(&mut self) {
        if let Some(open) = self.open.take() {
            let mut sum = String::with_capacity(64);
            for byte in open.sum.finalize() {
                let _ = write!(sum, "{byte:02x}");
            }
            self.files.push(json!({ "name": open.name, "size": open.size, "sha256": sum }));
        }
    }

    /// Name, size and sum of every file so far.
    pub(super) fn list(&mut self) -> Vec<Value> {
        self.end();
        self.files.clone()
    }

    /// A piece of `size`, once there is as much.
    pub(super) fn take_full(&self, size: usize) -> Option<Vec<u8>> {
        (self.pipe.len() >= size).then(|| self.pipe.take(size))
    }

    /// Writes the archive's own list and answers what has not been taken.
    pub(super) fn finish(self) -> io::Result<Vec<u8>> {
        self.zip.finish()?;
        Ok(self.pipe.take(usize::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn what_is_taken_piece_by_piece_is_one_archive_with_the_sums_of_its_files() {
        let mut archive = Archive::new(1_773_154_800_000);
        let (mut taken, mut held) = (Vec::new(), 0);
        let text: Vec<u8> = (0..200_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        for name in ["a.bin", "cases/b.bin"] {
            archive.begin(name).unwrap();
            for part in text.chunks(1_000) {
                archive.write(part).unwrap();
                held = held.max(archive.pipe.len());
                while let Some(piece) = archive.take_full(10_000) {
                    taken.extend(piece);
                }
            }
        }
        let list = archive.list();
        taken.extend(archive.finish().unwrap());
        assert!(held < 200_000, "{held} bytes waited although they were taken");
        let mut read = zip::ZipArchive::new(io::Cursor::new(taken)).unwrap();
        assert_eq!(read.len(), 2);
        for (place, named) in list.iter().enumerate() {
            let mut file = read.by_index(place).unwrap();
            assert_eq!(named["name"], *file.name().unwrap());
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            assert!(bytes == text);
            assert_eq!(named["size"], bytes.len());
            let sum: String =
                Sha256::digest(&bytes).iter().fold(String::new(), |sum, byte| sum + &format!("{byte:02x}"));
            assert_eq!(named["sha256"], sum);
        }
    }
}
