//! A worker's photo, put into the file as it came: nothing of it is computed anew.

use pdf_writer::types::Predictor;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Ref};

/// A photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels, as they are stored.
    pub width: u32,
    /// Pixels, as they are stored.
    pub height: u32,
    /// Which way up it is, 1 to 8 as EXIF counts.
    pub turned: u8,
    /// What its samples mean.
    pub colours: Colours,
    /// Bits of a sample.
    pub depth: u8,
    /// Its bytes.
    pub packed: Packed,
}

/// What the samples of a photo mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Colours {
    /// Lightness.
    Gray,
    /// Red, green, blue.
    Rgb,
    /// Places in this list of red, green and blue, a byte each.
    Palette(Vec<u8>),
}

/// The bytes of a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packed {
    /// A whole JPEG.
    Jpeg(Vec<u8>),
    /// The lines of a PNG, filtered and compressed, not interlaced.
    Png(Vec<u8>),
}

impl Picture {
    pub(crate) fn can_be_drawn(&self) -> bool {
        let list = match &self.colours {
            Colours::Palette(list) => (3..=768).contains(&list.len()) && list.len().is_multiple_of(3),
            Colours::Gray | Colours::Rgb => true,
        };
        list && self.width > 0 && self.height > 0 && [1, 2, 4, 8, 16].contains(&self.depth)
    }

    /// Writes the object that pages refer to.
    pub(crate) fn write(&self, pdf: &mut Pdf, object: Ref) {
        let whole = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
        let (bytes, filter) = match &self.packed {
            Packed::Jpeg(bytes) => (bytes, Filter::DctDecode),
            Packed::Png(bytes) => (bytes, Filter::FlateDecode),
        };
        let mut image = pdf.image_xobject(object, bytes);
        image.width(whole(self.width)).height(whole(self.height)).bits_per_component(i32::from(self.depth));
        let samples = match &self.colours {
            Colours::Gray => {
                image.color_space().device_gray();
                1
            }
            Colours::Rgb => {
                image.color_space().device_rgb();
                3
            }
            Colours::Palette(list) => {
                let last = i32::try_from(list.len() / 3).unwrap_or(1) - 1;
                image.color_space().indexed(Name(b"DeviceRGB"), last, list);
                1
            }
        };
        image.filter(filter);
        if matches!(self.packed, Packed::Png(_)) {
            let mut parms = image.decode_parms();
            parms.predictor(Predictor::PngOptimum).colors(samples);
            parms.bits_per_component(i32::from(self.depth)).columns(whole(self.width));
        }
        image.finish();
    }

    /// Draws it the right way up, all of it, in the middle of a place: its lower left and its size, in points.
    pub(crate) fn draw(&self, content: &mut Content, name: Name<'_>, place: (f32, f32), room: (f32, f32)) {
        let side = |pixels: u32| f32::from(u16::try_from(pixels).unwrap_or(u16::MAX)).max(1.0);
        let stored = (side(self.width), side(self.height));
        let (width, height) = if self.turned > 4 { (stored.1, stored.0) } else { stored };
        let scale = (room.0 / width).min(room.1 / height);
        let (w, h) = (width * scale, height * scale);
        let (x, y) = (place.0 + (room.0 - w) / 2.0, place.1 + (room.1 - h) / 2.0);
        // Where the stored picture's right and upper edges go (EXIF 2.32, orientation).
        let turn = match self.turned {
            2 => [-w, 0.0, 0.0, h, x + w, y],
            3 => [-w, 0.0, 0.0, -h, x + w, y + h],
            4 => [w, 0.0, 0.0, -h, x, y + h],
            5 => [0.0, -h, -w, 0.0, x + w, y + h],
            6 => [0.0, -h, w, 0.0, x, y + h],
            7 => [0.0, h, w, 0.0, x, y],
            8 => [0.0, h, -w, 0.0, x + w, y],
            _ => [w, 0.0, 0.0, h, x, y],
        };
        content.save_state().transform(turn).x_object(name).restore_state();
    }
}
