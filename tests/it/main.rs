//! One binary: linking the server once takes long enough. Each file is about one slice or one wall.

mod languages;
mod layering;
mod support;
