//! The two fonts of cards, their widths, and texts as their glyphs.

use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use ttf_parser::{Face, GlyphId};

const REGULAR: &[u8] = include_bytes!("../fonts/Inter-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/Inter-SemiBold.ttf");

/// Widths and heights in PDF are told in thousandths of the size.
const UNITS: f32 = 1000.0;

/// Both weights.
pub(crate) struct Fonts {
    pub(crate) regular: Font,
    pub(crate) bold: Font,
}

/// A font, read.
pub(crate) struct Font {
    /// What content calls it.
    pub(crate) name: &'static [u8],
    base: &'static [u8],
    bytes: &'static [u8],
    glyphs: BTreeMap<char, u16>,
    /// By glyph, in thousandths.
    widths: Vec<f32>,
    ascent: f32,
    descent: f32,
    cap_height: f32,
    bounds: Rect,
}

impl Fonts {
    pub(crate) fn load() -> Option<Self> {
        Some(Self {
            regular: Font::read(b"F1", b"Inter-Regular", REGULAR)?,
            bold: Font::read(b"F2", b"Inter-SemiBold", BOLD)?,
        })
    }
}

impl Font {
    fn read(name: &'static [u8], base: &'static [u8], bytes: &'static [u8]) -> Option<Self> {
        let face = Face::parse(bytes, 0).ok()?;
        let scale = UNITS / f32::from(face.units_per_em());
        let mut glyphs = BTreeMap::new();
        for table in face.tables().cmap?.subtables.into_iter().filter(ttf_parser::cmap::Subtable::is_unicode)
        {
            table.codepoints(|point| {
                let found = char::from_u32(point).zip(table.glyph_index(point));
                if let Some((letter, glyph)) = found {
                    glyphs.insert(letter, glyph.0);
                }
            });
        }
        let width = |glyph| f32::from(face.glyph_hor_advance(GlyphId(glyph)).unwrap_or_default()) * scale;
        let scaled = |value: i16| f32::from(value) * scale;
        let bounds = face.global_bounding_box();
        Some(Self {
            name,
            base,
            bytes,
            glyphs,
            widths: (0..face.number_of_glyphs()).map(width).collect(),
            ascent: scaled(face.ascender()),
            descent: scaled(face.descender()),
            cap_height: scaled(face.capital_height()?),
            bounds: Rect::new(
                scaled(bounds.x_min),
                scaled(bounds.y_min),
                scaled(bounds.x_max),
                scaled(bounds.y_max),
            ),
        })
    }

    /// The glyph of a letter; of one that the font has not, the empty box that says so.
    fn glyph(&self, letter: char) -> u16 {
        self.glyphs.get(&letter).copied().unwrap_or_default()
    }

    /// A text as content shows it: two bytes a glyph.
    pub(crate) fn encoded(&self, text: &str) -> Vec<u8> {
        text.chars().flat_map(|letter| self.glyph(letter).to_be_bytes()).collect()
    }

    /// How wide a text is, in the unit of `size`.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        let width = |letter| self.widths.get(usize::from(self.glyph(letter))).copied().unwrap_or_default();
        text.chars().map(width).sum::<f32>() * size / UNITS
    }

    /// As much of a text as fits, with an ellipsis where that is not all.
    pub(crate) fn fitted(&self, text: &str, size: f32, room: f32) -> String {
        if self.width(text, size) <= room {
            return text.to_owned();
        }
        let mut kept: Vec<char> = text.chars().collect();
        while kept.pop().is_some() {
            let cut = format!("{}…", kept.iter().collect::<String>().trim_end());
            if self.width(&cut, size) <= room {
                return cut;
            }
        }
        String::new()
    }

    /// A text in lines that fit, at most so many; the last one is cut where more is left.
    pub(crate) fn lines(&self, text: &str, size: f32, room: f32, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut words = text.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let mut line = word.to_owned();
            if lines.len() + 1 == most {
                let rest = words.by_ref().collect::<Vec<_>>();
                line = [vec![word], rest].concat().join(" ");
            }
            while let Some(next) = words.next_if(|next| self.width(&format!("{line} {next}"), size) <= room) {
                line = format!("{line} {next}");
            }
            lines.push(self.fitted(&line, size, room));
        }
        lines
    }

    /// Writes it into a file: the font whole, with its widths, and what its glyphs mean, so that texts can be searched and read aloud.
    pub(crate) fn write(&self, pdf: &mut Pdf, font: Ref, next: &mut impl FnMut() -> Ref) {
        let (descendant, descriptor, file, meaning) = (next(), next(), next(), next());
        let system = || SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
        pdf.type0_font(font)
            .base_font(Name(self.base))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(descendant)
            .to_unicode(meaning);
        let mut cid = pdf.cid_font(descendant);
        cid.subtype(CidFontType::Type2).base_font(Name(self.base)).font_descriptor(descriptor);
        cid.system_info(system()).cid_to_gid_map_predefined(Name(b"Identity"));
        cid.widths().consecutive(0, self.widths.iter().copied());
        cid.finish();
        pdf.font_descriptor(descriptor)
            .name(Name(self.base))
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(self.bounds)
            .italic_angle(0.0)
            .ascent(self.ascent)
            .descent(self.descent)
            .cap_height(self.cap_height)
            .stem_v(80.0)
            .font_file2(file);
        let whole = packed(self.bytes);
        let length = i32::try_from(self.bytes.len()).unwrap_or_default();
        pdf.stream(file, &whole).filter(Filter::FlateDecode).pair(Name(b"Length1"), length);
        let mut meanings = UnicodeCmap::new(Name(b"Custom"), system());
        for (letter, glyph) in &self.glyphs {
            meanings.pair(*glyph, *letter);
        }
        let meanings = packed(&meanings.finish());
        pdf.cmap(meaning, &meanings).filter(Filter::FlateDecode);
    }
}

/// ZLIB (RFC 1950), the same bytes each time.
pub(crate) fn packed(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    // Into memory, which takes all of it.
    let written = encoder.write_all(bytes);
    match (written, encoder.finish()) {
        (Ok(()), Ok(packed)) => packed,
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What English, Spanish and Portuguese are written with, and what stands on cards besides.
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ÁÉÍÓÚÜÑáéíóúüñ¿¡ÀÂÃÇÊÔÕàâãçêôõªº\
                           .,:;-–—·…()/#&'\"’“”+_@%€";

    #[test]
    fn every_letter_of_the_three_languages_is_there() {
        let fonts = Fonts::load().unwrap();
        for font in [&fonts.regular, &fonts.bold] {
            for letter in LETTERS.chars() {
                assert_ne!(font.glyph(letter), 0, "{letter}");
                assert!(font.width(&letter.to_string(), 10.0) > 0.0, "{letter}");
            }
            assert_eq!(font.glyph('漢'), 0);
        }
    }

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        let font = Fonts::load().unwrap().bold;
        let name = "María Fernanda de los Ángeles Gutiérrez Hernández";
        for room in [20.0, 40.0, 80.0] {
            let cut = font.fitted(name, 8.0, room);
            assert!(cut.ends_with('…') && font.width(&cut, 8.0) <= room, "{cut}");
            let lines = font.lines(name, 8.0, room, 3);
            assert!(lines.len() <= 3 && lines.iter().all(|line| font.width(line, 8.0) <= room), "{lines:?}");
        }
        assert_eq!(font.fitted(name, 8.0, 400.0), name);
        assert_eq!(font.lines("Ana Peña", 8.0, 400.0, 3), ["Ana Peña"]);
        assert_eq!(font.lines("Ana Peña", 8.0, 22.0, 3), ["Ana", "Peña"]);
        assert!(font.lines("", 8.0, 22.0, 3).is_empty());
    }
}
