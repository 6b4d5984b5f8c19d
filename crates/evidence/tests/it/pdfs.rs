//! PDFs.

use evidence::{Form, Refusal, read};

use crate::made::{deflated, pdf, stream};

const PAGES: &[u8] = b"<</Type/Pages/Kids[]/Count 0>>";

fn refused(objects: &[&[u8]], trailer: &[u8]) -> Option<Refusal> {
    read(&pdf(objects, trailer)).err()
}

#[test]
fn a_pdf_is_kept_as_it_came() {
    let page = stream("/Filter/FlateDecode", &deflated(b"BT (H2S Alive) Tj ET"));
    let bytes = pdf(
        &[PAGES, &page, b"<</Title(Mainstream training)/Subtype/Link/A<</S/URI/URI(https://example.org)>>>>"],
        b"",
    );
    let kept = read(&bytes).unwrap();
    assert_eq!((kept.form, &*kept.bytes), (Form::Pdf, &bytes));
}

#[test]
fn what_runs_or_opens_something_is_refused_however_it_is_spelled() {
    for object in [
        &b"<</S/JavaScript/JS(app.alert\\(1\\))>>"[..],
        b"<</S/J#61vaScript/J#53(x)>>",
        b"<</S /#4aavaScript>>",
        b"<</S/Launch/F(calc.exe)>>",
        b"<</S/SubmitForm>>",
        b"<</S/ImportData>>",
        b"<</Subtype/RichMedia>>",
        b"<</S/GoToE>>",
        b"<</XFA[(a)3 0 R]>>",
        b"<</JS 7 0 R>>",
    ] {
        assert_eq!(refused(&[PAGES, object], b""), Some(Refusal::Active), "{}", object.escape_ascii());
    }
}

#[test]
fn what_is_packed_away_is_found() {
    for inside in [&b"4 0 <</S/JavaScript/JS(x)>>"[..], b"4 0 <</JS(x)>>"] {
        let typed = stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &deflated(inside));
        let untyped = stream("/N 1/First 4/Filter/FlateDecode", &deflated(inside));
        let plain = stream("/Type/ObjStm/N 1/First 4", inside);
        for object in [typed, untyped, plain] {
            assert_eq!(refused(&[PAGES, &object], b""), Some(Refusal::Active));
        }
    }
    let harmless = stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &deflated(b"4 0 <</Type/Page>>"));
    assert_eq!(refused(&[PAGES, &harmless], b""), None);
}

#[test]
fn what_lies_in_the_data_of_a_stream_is_found() {
    // A table of places may point there.
    let led = stream("/Subtype/Image", b"5 0 obj<</S/JavaScript/JS(x)>>endobj");
    assert_eq!(refused(&[PAGES, &led], b""), Some(Refusal::Active));
    let nested = stream("", &stream("/N 1/First 4/Filter/FlateDecode", &deflated(b"4 0 <</JS(x)>>")));
    assert_eq!(refused(&[PAGES, &nested], b""), Some(Refusal::Damaged("a stream")));
    let apart = b"<</N 1/First 4>>% a comment\nstream\n4 0 <<>>\nendstream";
    assert_eq!(refused(&[PAGES, apart], b""), Some(Refusal::Damaged("a stream")));
}

#[test]
fn object_streams_that_are_packed_in_rare_ways_are_refused() {
    for dictionary in [
        "/Type/ObjStm/N 1/First 4/Filter/LZWDecode",
        "/Type/ObjStm/N 1/First 4/Filter[/ASCIIHexDecode/FlateDecode]",
        "/Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]",
        "/Type/ObjStm/N 1/First 4/Filter/FlateDecode/DecodeParms<</Predictor 12>>",
        "/Type/ObjStm/N 1/First 4/F(elsewhere)/Filter/FlateDecode",
    ] {
        let object = stream(dictionary, &deflated(b"4 0 <<>>"));
        assert!(refused(&[PAGES, &object], b"").is_some(), "{dictionary}");
    }
    let broken = stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", b"not deflated");
    assert_eq!(refused(&[PAGES, &broken], b""), Some(Refusal::Damaged("an object stream")));
    let bomb = stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &deflated(&vec![b' '; 65 << 20]));
    assert!(matches!(refused(&[PAGES, &bomb], b""), Some(Refusal::Unsupported(_))));
    assert!(
        matches!(refused(&[PAGES, b"<</Type/ObjStm>>"], b""), Some(Refusal::Damaged(_))),
        "no stream at all"
    );
}

#[test]
fn encrypted_pdfs_and_those_that_carry_files_are_refused() {
    assert_eq!(refused(&[PAGES], b"/Encrypt 9 0 R"), Some(Refusal::Encrypted));
    assert_eq!(refused(&[PAGES], b"/Encr#79pt 9 0 R"), Some(Refusal::Encrypted));
    for object in [
        &b"<</Names<</EmbeddedFiles 5 0 R>>>>"[..],
        b"<</Type/Filespec/EF<</F 5 0 R>>>>",
        b"<</Subtype/FileAttachment>>",
    ] {
        assert_eq!(refused(&[PAGES, object], b""), Some(Refusal::CarriesFiles));
    }
}

#[test]
fn a_pdf_begins_and_ends_where_the_file_does() {
    let good = pdf(&[PAGES], b"");
    for more in [&b"PK\x03\x04"[..], b"<html>", b"x"] {
        assert_eq!(read(&[&good, more].concat()).unwrap_err(), Refusal::Trailing);
    }
    assert_eq!(read(&[&b"\n"[..], &good].concat()).unwrap_err(), Refusal::NotEvidence);
    assert!(read(&[&good, &b"\r\n\0 "[..]].concat()).is_ok());
    assert_eq!(read(&good[..good.len() - 3]).unwrap_err(), Refusal::BreaksOff);
    assert_eq!(read(b"%PDF-9.9\nstartxref\n0\n%%EOF").unwrap_err(), Refusal::Damaged("the header"));
}
