//! From BER to DER (ITU-T X.690), within bounds.
//!
//! PKCS#12 files of real authorities use indefinite lengths and octet strings in pieces. This walker goes through such
//! a value once, without recursion, and writes it with definite, minimal lengths and octet strings in one piece. It
//! judges lengths and nesting only; what values mean is for the readers of the result.

use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::limits::{Budget, MAX_DEPTH};
use crate::refusal::{ReasonCode, Refusal};

const CONSTRUCTED: u8 = 0x20;
const OCTET_STRING: u8 = 0x04;
const END_OF_CONTENTS: u8 = 0x00;

/// One value in DER, and how many bytes of the input it took.
pub(crate) struct Normal<'a> {
    pub(crate) der: Bytes<'a>,
    pub(crate) consumed: usize,
}

/// Input that was DER already, or a rewritten copy that is wiped when dropped.
pub(crate) enum Bytes<'a> {
    Same(&'a [u8]),
    Rewritten(Zeroizing<Vec<u8>>),
}

impl Bytes<'_> {
    pub(crate) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Same(bytes) => bytes,
            Self::Rewritten(bytes) => bytes,
        }
    }
}

/// A value of the input.
struct Node {
    /// First byte of the tag.
    start: usize,
    /// End of the tag, beginning of the length.
    tag_end: usize,
    content: usize,
    /// End of the content; set when an indefinite length is closed.
    content_end: usize,
    parent: Option<usize>,
    /// Constructed, and its children stand on their own.
    nests: bool,
    /// An octet string in pieces, or a piece of one: only its content is written.
    joined: bool,
    piece: bool,
    /// Length of the content as DER.
    der_len: usize,
}

/// Where the walk is inside a constructed value.
struct Open {
    node: usize,
    /// `None`: until the end-of-contents octets.
    end: Option<usize>,
}

/// The first value of `input` in DER.
///
/// # Errors
/// `Damaged` when lengths do not fit, `TooComplex` beyond the bounds.
pub(crate) fn normalize<'a>(input: &'a [u8], budget: &mut Budget) -> Result<Normal<'a>, Refusal> {
    let mut walk =
        Walk { input, nodes: Vec::new(), open: Vec::new(), canonical: true, limit: budget.elements() };
    let consumed = walk.run()?;
    budget.spend_elements(walk.nodes.len());
    let der = if walk.canonical {
        Bytes::Same(input.get(..consumed).ok_or_else(broken)?)
    } else {
        Bytes::Rewritten(write(input, &mut walk.nodes)?)
    };
    Ok(Normal { der, consumed })
}

/// The whole of `input` as one value in DER.
///
/// # Errors
/// As [`normalize`], and `TrailingData` when something follows the value.
pub(crate) fn normalize_whole<'a>(input: &'a [u8], budget: &mut Budget) -> Result<Bytes<'a>, Refusal> {
    let normal = normalize(input, budget)?;
    if normal.consumed != input.len() {
        return Err(Refusal::refused(
            ReasonCode::TrailingData,
            "Something is appended after the end of the certificate data. Get the original file.",
        ));
    }
    Ok(normal.der)
}

/// The content of an octet string, also with an implicit tag and in pieces.
///
/// `tag` is the tag's first byte without the constructed bit; `None` when the value is something else.
pub(crate) fn implicit_octets<'a>(found: u8, content: &'a [u8], tag: u8) -> Option<Cow<'a, [u8]>> {
    if found == tag {
        return Some(Cow::Borrowed(content));
    }
    if found != tag | CONSTRUCTED {
        return None;
    }
    let mut reader = crate::der::Reader::new(content);
    let mut whole = Vec::with_capacity(content.len());
    while !reader.is_empty() {
        whole.extend_from_slice(reader.read(OCTET_STRING).ok()?);
    }
    Some(Cow::Owned(whole))
}

fn broken() -> Refusal {
    Refusal::damaged("its ASN.1 structure")
}

fn too_complex() -> Refusal {
    Refusal::refused(
        ReasonCode::TooComplex,
        "The file is nested too deeply or has too many parts to be a certificate file.",
    )
}

struct Walk<'a> {
    input: &'a [u8],
    nodes: Vec<Node>,
    open: Vec<Open>,
    /// Whether the input has definite, minimal lengths and whole octet strings throughout.
    canonical: bool,
    limit: usize,
}

impl Walk<'_> {
    /// Walks one value and tells where it ends.
    fn run(&mut self) -> Result<usize, Refusal> {
        let mut at = 0;
        loop {
            at = self.step(at)?;
            // Close what ends here.
            while self.open.last().is_some_and(|open| open.end == Some(at)) {
                self.close(at)?;
            }
            if self.open.is_empty() {
                return Ok(at);
            }
        }
    }

    /// Takes one header (and the content, unless constructed) at `at`.
    fn step(&mut self, at: usize) -> Result<usize, Refusal> {
        let limit = self.open.iter().rev().find_map(|open| open.end).unwrap_or(self.input.len());
        let header = Header::read(self.input.get(..limit).ok_or_else(broken)?, at)?;
        if header.tag == END_OF_CONTENTS {
            let closes = self.open.last().is_some_and(|open| open.end.is_none());
            if !closes || header.length != Some(0) || header.content != at + 2 {
                return Err(broken());
            }
            self.close(at)?;
            return Ok(header.content);
        }
        if self.nodes.len() >= self.limit {
            return Err(too_complex());
        }
        let constructed = header.tag & CONSTRUCTED != 0;
        let parent = self.open.last().map(|open| open.node);
        let piece = parent.and_then(|index| self.nodes.get(index)).is_some_and(|node| node.joined);
        let joined = header.tag == OCTET_STRING | CONSTRUCTED;
        if piece && header.tag & !CONSTRUCTED != OCTET_STRING {
            return Err(broken());
        }
        self.canonical &= header.minimal && header.length.is_some() && !joined;
        let content_end = match header.length {
            Some(length) => {
                header.content.checked_add(length).filter(|end| *end <= limit).ok_or_else(broken)?
            }
            None if constructed => header.content,
            None => return Err(broken()),
        };
        let node = self.nodes.len();
        self.nodes.push(Node {
            start: at,
            tag_end: header.tag_end,
            content: header.content,
            content_end,
            parent,
            nests: constructed,
            joined,
            piece,
            der_len: 0,
        });
        if !constructed {
            return Ok(content_end);
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(too_complex());
        }
        self.open.push(Open { node, end: header.length.map(|_| content_end) });
        Ok(header.content)
    }

    fn close(&mut self, at: usize) -> Result<(), Refusal> {
        let open = self.open.pop().ok_or_else(broken)?;
        self.nodes.get_mut(open.node).ok_or_else(broken)?.content_end = at;
        Ok(())
    }
}

struct Header {
    tag: u8,
    tag_end: usize,
    /// `None`: indefinite.
    length: Option<usize>,
    minimal: bool,
    content: usize,
}

impl Header {
    fn read(input: &[u8], at: usize) -> Result<Self, Refusal> {
        let byte = |place: usize| input.get(place).copied().ok_or_else(broken);
        let tag = byte(at)?;
        let mut next = at + 1;
        if tag & 0x1f == 0x1f {
            // Tag numbers from 31: at most four more bytes.
            let mut more = 0;
            while byte(next)? & 0x80 != 0 {
                next += 1;
                more += 1;
                if more == 4 {
                    return Err(broken());
                }
            }
            next += 1;
        }
        let tag_end = next;
        let first = byte(next)?;
        next += 1;
        let (length, minimal) = match first {
            0..=0x7f => (Some(usize::from(first)), true),
            0x80 => (None, false),
            0x81..=0x84 => {
                let mut length = 0_usize;
                for _ in 0..first & 0x7f {
                    length = length << 8 | usize::from(byte(next)?);
                    next += 1;
                }
                (Some(length), length_size(length) == usize::from(first & 0x7f) + 1)
            }
            _ => return Err(broken()),
        };
        Ok(Self { tag, tag_end, length, minimal, content: next })
    }
}

/// How many bytes the length takes in DER.
fn length_size(length: usize) -> usize {
    match length {
        0..=0x7f => 1,
        0x80..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xff_ffff => 4,
        _ => 5,
    }
}

/// Writes the length in DER.
pub(crate) fn push_length(out: &mut Vec<u8>, length: usize) {
    let size = length_size(length);
    if size > 1 {
        out.push(0x80 | u8::try_from(size - 1).unwrap_or(0));
    }
    let bytes = length.to_be_bytes();
    let taken = if size > 1 { size - 1 } else { 1 };
    out.extend(bytes.iter().skip(bytes.len() - taken));
}

fn write(input: &[u8], nodes: &mut [Node]) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    // Children come after their parent: lengths are summed from the last node to the first.
    for index in (0..nodes.len()).rev() {
        let node = nodes.get_mut(index).ok_or_else(broken)?;
        if !node.nests {
            node.der_len = node.content_end - node.content;
        }
        let content = node.der_len;
        let whole =
            if node.piece { content } else { (node.tag_end - node.start) + length_size(content) + content };
        if let Some(parent) = node.parent {
            nodes.get_mut(parent).ok_or_else(broken)?.der_len += whole;
        }
    }
    let mut out = Zeroizing::new(Vec::with_capacity(input.len()));
    for node in nodes.iter() {
        if !node.piece {
            let tag = input.get(node.start..node.tag_end).ok_or_else(broken)?;
            out.extend_from_slice(tag);
            if node.joined
                && let Some(first) = out.last_mut()
            {
                *first &= !CONSTRUCTED;
            }
            push_length(&mut out, node.der_len);
        }
        if !node.nests {
            out.extend_from_slice(input.get(node.content..node.content_end).ok_or_else(broken)?);
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn der(input: &str) -> Result<String, &'static str> {
        let bytes = hex::decode(input).expect("hex");
        let normal = normalize_whole(&bytes, &mut Budget::new()).map_err(|refusal| refusal.code())?;
        Ok(hex::encode(normal.as_slice()))
    }

    #[test]
    fn rewrites_lengths_and_pieces() {
        // Definite DER stays, indefinite and long-form lengths are rewritten.
        assert_eq!(der("3003020105").as_deref(), Ok("3003020105"));
        assert_eq!(der("30800201050000").as_deref(), Ok("3003020105"));
        assert_eq!(der("308103020105").as_deref(), Ok("3003020105"));
        // An octet string in pieces, also in pieces of pieces.
        assert_eq!(der("2480040201020401030000").as_deref(), Ok("0403010203"));
        assert_eq!(der("24802480040101000004010200 00".replace(' ', "").as_str()).as_deref(), Ok("04020102"));
        // Pieces inside other values.
        assert_eq!(der("3080a0802480040101040102000000000000").as_deref(), Ok("3006a00404020102"));
    }

    #[test]
    fn refuses_what_does_not_fit() {
        for (input, code) in [
            ("", "damaged"),
            ("30", "damaged"),
            ("300302", "damaged"),
            ("3080020105", "damaged"),
            ("0480", "damaged"),
            ("3003020205", "damaged"),
            ("30020000", "damaged"),
            ("2480020101 0000", "damaged"),
            ("3085010000000000", "damaged"),
            ("300302010500", "trailing_data"),
        ] {
            assert_eq!(der(&input.replace(' ', "")), Err(code), "{input}");
        }
        assert_eq!(der(&"3080".repeat(5000)), Err("too_complex"));
        let wide = format!("3083{:06x}{}", 2 * 70_000, "0500".repeat(70_000));
        assert_eq!(der(&wide), Err("too_complex"));
    }

    #[test]
    fn elements_are_counted_over_all_layers() {
        let layer = hex::decode(format!("3083{:06x}{}", 2 * 40_000, "0500".repeat(40_000))).expect("hex");
        let mut budget = Budget::new();
        assert!(normalize_whole(&layer, &mut budget).is_ok());
        assert!(normalize_whole(&layer, &mut budget).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_give_der_or_a_refusal(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(normal) = normalize(&bytes, &mut Budget::new()) {
                let once = normal.der.as_slice().to_vec();
                prop_assert!(once.len() <= bytes.len());
                let again = normalize_whole(&once, &mut Budget::new()).expect("DER is DER");
                prop_assert!(matches!(again, Bytes::Same(_)), "{} stays", hex::encode(&once));
            }
        }

        #[test]
        fn a_tree_reads_the_same_in_ber_and_der(tree in tree()) {
            let (ber, der) = (tree.encode(true), tree.encode(false));
            let normal = normalize_whole(&ber, &mut Budget::new()).expect("well-formed");
            prop_assert_eq!(hex::encode(normal.as_slice()), hex::encode(der));
        }
    }

    #[derive(Debug, Clone)]
    enum Tree {
        Octets(Vec<u8>),
        Sequence(Vec<Tree>),
    }

    impl Tree {
        fn encode(&self, ber: bool) -> Vec<u8> {
            let mut out = Vec::new();
            match self {
                Self::Octets(bytes) if ber => {
                    out.extend([0x24, 0x80]);
                    for piece in bytes.chunks(3) {
                        out.push(4);
                        push_length(&mut out, piece.len());
                        out.extend(piece);
                    }
                    out.extend([0, 0]);
                }
                Self::Octets(bytes) => {
                    out.push(4);
                    push_length(&mut out, bytes.len());
                    out.extend(bytes);
                }
                Self::Sequence(children) => {
                    let inner: Vec<u8> = children.iter().flat_map(|child| child.encode(ber)).collect();
                    out.push(0x30);
                    if ber {
                        out.push(0x80);
                    } else {
                        push_length(&mut out, inner.len());
                    }
                    out.extend(inner);
                    if ber {
                        out.extend([0, 0]);
                    }
                }
            }
            out
        }
    }

    fn tree() -> impl Strategy<Value = Tree> {
        prop::collection::vec(any::<u8>(), 0..300)
            .prop_map(Tree::Octets)
            .prop_recursive(6, 40, 5, |inner| prop::collection::vec(inner, 0..5).prop_map(Tree::Sequence))
    }
}
