//! How much is read. Whoever asks for more is refused before anything is computed.

/// Bytes of a file.
pub const MAX_BYTES: usize = 8 << 20;

/// Pixels of a picture.
pub const MAX_PIXELS: u64 = 50_000_000;

/// Pixels of a side of a picture.
pub const MAX_SIDE: u32 = 16_384;

/// Segments of a JPEG, chunks of a PNG.
pub const MAX_PARTS: usize = 20_000;

/// Bytes that the compressed object streams of a PDF, and the names in a picture's, come to together.
pub const MAX_INFLATED: u64 = 64 << 20;

/// Object streams of a PDF.
pub const MAX_OBJECT_STREAMS: usize = 10_000;

/// Bytes of a photo of a worker, which phones carry and cards show.
pub const MAX_PHOTO_BYTES: usize = 1 << 20;

/// Pixels of one.
pub const MAX_PHOTO_PIXELS: u64 = 13_000_000;
