//! The XML of a workbook's parts: elements, attributes and text. No document types, no entities but the five of XML.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::refusal::Refusal;

const DAMAGED: Refusal = Refusal::Damaged("the workbook");

/// What stands next in a document.
pub(super) enum Next<'a> {
    /// An element begins; an empty one ends next.
    Start(Element<'a>),
    /// The element of this local name ends.
    End(String),
    /// Text.
    Text(String),
    /// The document ends.
    Done,
}

/// An element that begins.
pub(super) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of an attribute by its local name.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<String>, Refusal> {
        for attribute in self.0.attributes() {
            let attribute = attribute.map_err(|_| DAMAGED)?;
            if attribute.key.local_name().into_inner() == name {
                let value = quick_xml::escape::unescape(&attribute.value).map_err(|_| DAMAGED)?;
                return Ok(Some(value.into_owned()));
            }
        }
        Ok(None)
    }
}

/// A document that is read from its beginning to its end.
pub(super) struct Document<'a> {
    reader: Reader<&'a [u8]>,
    ends: Option<String>,
}

impl<'a> Document<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { reader: Reader::from_str(text), ends: None }
    }

    pub(super) fn next(&mut self) -> Result<Next<'a>, Refusal> {
        if let Some(name) = self.ends.take() {
            return Ok(Next::End(name));
        }
        loop {
            return Ok(match self.reader.read_event().map_err(|_| DAMAGED)? {
                Event::Start(element) => Next::Start(Element(element)),
                Event::Empty(element) => {
                    self.ends = Some(element.local_name().into_inner().to_owned());
                    Next::Start(Element(element))
                }
                Event::End(element) => Next::End(element.local_name().into_inner().to_owned()),
                Event::Text(text) => Next::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Next::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Next::Text(resolved(&reference)?.to_string()),
                Event::Eof => Next::Done,
                Event::DocType(_) => return Err(Refusal::Unsupported("a document type in its XML")),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            });
        }
    }

    /// The text inside the element that has just begun, up to its end, without that of the elements named in `skip`.
    pub(super) fn text_of(&mut self, name: &str, skip: &str) -> Result<String, Refusal> {
        let mut text = String::new();
        let (mut depth, mut skipped) = (0_usize, 0_usize);
        loop {
            match self.next()? {
                Next::Text(part) if skipped == 0 => text.push_str(&part),
                Next::Text(_) => {}
                Next::Start(element) => {
                    depth += 1;
                    if skipped > 0 || element.name() == skip {
                        skipped += 1;
                    }
                }
                Next::End(ended) if depth == 0 => {
                    return if ended == name { Ok(text) } else { Err(DAMAGED) };
                }
                Next::End(_) => {
                    depth -= 1;
                    skipped = skipped.saturating_sub(1);
                }
                Next::Done => return Err(DAMAGED),
            }
        }
    }
}

fn resolved(reference: &BytesRef<'_>) -> Result<char, Refusal> {
    if let Some(c) = reference.resolve_char_ref().map_err(|_| DAMAGED)? {
        return Ok(c);
    }
    match &**reference {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => Err(Refusal::Unsupported("an entity in its XML")),
    }
}
