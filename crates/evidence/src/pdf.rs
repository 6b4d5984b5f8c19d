//! PDF (ISO 32000): whether it shows something and does nothing else.
//!
//! A reader finds the parts of a PDF by a table of places, and that may point anywhere: also into what looks like the data of a
//! picture. So names are looked for in every byte, whatever it seems to belong to, and in what object streams hold once they
//! are inflated. Names are told with their `#xx` escapes resolved. A name of six letters stands in compressed data by chance
//! once in a million files of the largest size; the shorter ones are looked for outside streams alone, where each of them needs
//! one of the longer ones to come to anything.

use std::io::Read;

use flate2::bufread::ZlibDecoder;
use zeroize::Zeroizing;

use crate::limits::{MAX_INFLATED, MAX_OBJECT_STREAMS};
use crate::refusal::Refusal;

/// Names that run, open or send something: of actions (12.6.4), of annotations that play, of forms of another kind.
const ACTIVE: [&[u8]; 9] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"RichMedia",
    b"Rendition",
    b"GoToE",
    b"Movie",
    b"Sound",
];

/// Names by which other files are carried.
const CARRYING: [&[u8]; 3] = [b"EmbeddedFiles", b"EmbeddedFile", b"FileAttachment"];

/// Short ones: looked for outside streams.
const SHORT_ACTIVE: [&[u8]; 2] = [b"JS", b"XFA"];
const SHORT_CARRYING: [&[u8]; 1] = [b"EF"];

/// Longer names are none that are looked for.
const MAX_NAME: usize = 32;

/// Checks a PDF.
///
/// # Errors
/// What it is that is not taken.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    frame(bytes)?;
    let everywhere = names(bytes);
    long(&everywhere)?;
    let streams = everywhere.iter().filter(|name| name.is(b"ObjStm")).count();
    if streams > MAX_OBJECT_STREAMS {
        return Err(Refusal::Unsupported("too many object streams"));
    }
    let mut left = MAX_INFLATED;
    let (mut opened, mut at) = (0, 0);
    while let Some(stream) = Stream::next(bytes, at)? {
        short(&names(stream.before))?;
        let dictionary = names(stream.dictionary);
        let has = |known: &[u8]| dictionary.iter().any(|name| name.is(known));
        let typed = dictionary.iter().filter(|name| name.is(b"ObjStm")).count();
        // Some readers do without the type.
        if typed > 0 || has(b"First") && has(b"N") {
            let inside = stream.inflated(&dictionary, &mut left)?;
            let inside = names(&inside);
            long(&inside)?;
            short(&inside)?;
            opened += typed;
        }
        at = stream.end;
    }
    short(&names(bytes.get(at..).unwrap_or_default()))?;
    // One that was not found as a stream, but that a reader might find as one.
    if opened == streams { Ok(()) } else { Err(Refusal::Damaged("an object stream")) }
}

/// Header, end mark, and nothing after it.
fn frame(bytes: &[u8]) -> Result<(), Refusal> {
    let version = bytes.get(5..8).unwrap_or_default();
    if !matches!(version, [b'1', b'.', b'0'..=b'7'] | [b'2', b'.', b'0']) {
        return Err(Refusal::Damaged("the header"));
    }
    let end = b"%%EOF";
    let last = rfind(bytes, end).ok_or(Refusal::BreaksOff)?;
    let after = bytes.get(last + end.len()..).unwrap_or_default();
    if !after.iter().all(|byte| is_space(*byte)) {
        return Err(Refusal::Trailing);
    }
    if rfind(bytes, b"startxref").is_none() {
        return Err(Refusal::BreaksOff);
    }
    Ok(())
}

fn long(names: &[Name]) -> Result<(), Refusal> {
    let any = |known: &[&[u8]]| names.iter().any(|name| known.iter().any(|known| name.is(known)));
    if any(&[b"Encrypt"]) {
        return Err(Refusal::Encrypted);
    }
    if any(&ACTIVE) {
        return Err(Refusal::Active);
    }
    if any(&CARRYING) { Err(Refusal::CarriesFiles) } else { Ok(()) }
}

fn short(names: &[Name]) -> Result<(), Refusal> {
    let any = |known: &[&[u8]]| names.iter().any(|name| known.iter().any(|known| name.is(known)));
    if any(&SHORT_ACTIVE) {
        return Err(Refusal::Active);
    }
    if any(&SHORT_CARRYING) { Err(Refusal::CarriesFiles) } else { Ok(()) }
}

/// A name, with its escapes resolved.
struct Name {
    text: [u8; MAX_NAME],
    length: usize,
}

impl Name {
    fn is(&self, known: &[u8]) -> bool {
        self.text.get(..self.length) == Some(known)
    }
}

/// Every name that stands in these bytes (7.3.5), up to a length.
fn names(bytes: &[u8]) -> Vec<Name> {
    let slashes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    slashes.filter_map(|(at, _)| name(bytes.get(at + 1..)?)).collect()
}

fn name(mut bytes: &[u8]) -> Option<Name> {
    let mut name = Name { text: [0; MAX_NAME], length: 0 };
    loop {
        let byte = match *bytes {
            [b'#', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                bytes = bytes.get(3..)?;
                (digit(high) << 4) | digit(low)
            }
            [byte, ..] if !is_space(byte) && !b"()<>[]{}/%".contains(&byte) => {
                bytes = bytes.get(1..)?;
                byte
            }
            _ if name.length == 0 => return None,
            _ => return Some(name),
        };
        *name.text.get_mut(name.length)? = byte;
        name.length += 1;
    }
}

const fn digit(hex: u8) -> u8 {
    match hex {
        b'0'..=b'9' => hex - b'0',
        b'a'..=b'f' => hex - b'a' + 10,
        _ => hex.wrapping_sub(b'A').wrapping_add(10),
    }
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// A stream, and what stands between it and the one before.
struct Stream<'a> {
    before: &'a [u8],
    dictionary: &'a [u8],
    data: &'a [u8],
    end: usize,
}

impl<'a> Stream<'a> {
    /// The first stream from `at` on: the word `stream` at the end of a dictionary, up to the next `endstream`.
    fn next(bytes: &'a [u8], at: usize) -> Result<Option<Self>, Refusal> {
        let mut from = at;
        loop {
            let Some(found) = find(bytes, b"stream", from) else { return Ok(None) };
            let before = bytes.get(at..found).unwrap_or_default();
            let trimmed = before.trim_ascii_end();
            let begin = found + b"stream".len();
            if !trimmed.ends_with(b">>") {
                // The word in a text; or one that a comment keeps apart from its dictionary.
                if matches!(bytes.get(begin), Some(b'\r' | b'\n')) {
                    return Err(Refusal::Damaged("a stream"));
                }
                from = begin;
                continue;
            }
            let end = find(bytes, b"endstream", begin).ok_or(Refusal::BreaksOff)?;
            let data = bytes.get(begin..end).unwrap_or_default();
            // A stream in a stream is for a reader that is led past the first.
            if find(data, b"stream", 0).is_some() {
                return Err(Refusal::Damaged("a stream"));
            }
            let data = data.strip_prefix(b"\r\n").or(data.strip_prefix(b"\n")).unwrap_or(data);
            let opening = rfind(trimmed, b"obj").unwrap_or(0);
            let dictionary = trimmed.get(opening..).unwrap_or_default();
            return Ok(Some(Self { before, dictionary, data, end: end + b"endstream".len() }));
        }
    }

    /// What an object stream holds, which is deflated and nothing else.
    fn inflated(&self, dictionary: &[Name], left: &mut u64) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        let has = |known: &[u8]| dictionary.iter().filter(|name| name.is(known)).count();
        let plain = has(b"Filter") == 0;
        let deflated = has(b"Filter") == 1 && has(b"FlateDecode") == 1;
        let others =
            dictionary.iter().filter(|name| name.text.starts_with(b"ASCII") || name.is(b"LZWDecode")).count();
        // `F`: what it holds is in another file.
        if !(plain || deflated) || others > 0 || has(b"F") > 0 || has(b"DecodeParms") > 0 || has(b"DP") > 0 {
            return Err(Refusal::Unsupported("object streams that are packed in a rare way"));
        }
        let mut inside = Zeroizing::new(Vec::new());
        if plain {
            inside.extend_from_slice(self.data);
            return Ok(inside);
        }
        let mut reader = ZlibDecoder::new(self.data).take(*left + 1);
        reader.read_to_end(&mut inside).map_err(|_| Refusal::Damaged("an object stream"))?;
        *left = left
            .checked_sub(inside.len() as u64)
            .ok_or(Refusal::Unsupported("object streams that are too large"))?;
        Ok(inside)
    }
}

fn find(bytes: &[u8], word: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(word.len()).position(|window| window == word).map(|at| at + from)
}

fn rfind(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}
