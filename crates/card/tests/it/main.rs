//! Cards as files: what is in them, and that it is the same each time.
#![allow(clippy::unwrap_used, reason = "a panic in the functions of a test is its failure")]

use std::io::Read;

use card::{Card, CardError, Layout, MAX_CARDS, pdf};

fn ana() -> Card {
    Card {
        organization: "Operaciones Peñón, S. A. de C. V.".into(),
        name: "María Fernanda Gutiérrez H.".into(),
        reference: "E-00417".into(),
        tickets: ["FIRST-AID", "H2S", "FALL", "FORKLIFT", "CONFINED", "WHMIS"]
            .map(|code| (code.to_owned(), "2028-12-31".to_owned()))
            .into(),
        more: "2 more".into(),
        until: "Good until 2026-12-07".into(),
        compare: "Compare the face: a card can be copied.".into(),
        photo: "Photo".into(),
        text: format!("https://pass.example/v#{}", "12345678901234567".repeat(60)),
    }
}

/// What pages draw: the streams of a file that are content, unpacked.
fn contents(file: &[u8]) -> Vec<String> {
    let find = |from: usize, what: &[u8]| {
        file.get(from..)
            .and_then(|rest| rest.windows(what.len()).position(|part| part == what))
            .map(|at| from + at)
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(begin) = find(at, b"stream\n") {
        let end = find(begin, b"\nendstream").unwrap();
        let mut text = Vec::new();
        let mut unpacked = flate2::read::ZlibDecoder::new(&file[begin + 7..end]);
        if unpacked.read_to_end(&mut text).is_ok() && text.windows(3).any(|part| part == b" re") {
            found.push(String::from_utf8_lossy(&text).into_owned());
        }
        at = end + 10;
    }
    found
}

#[test]
fn the_same_cards_are_the_same_bytes() {
    let cards = vec![ana(); 12];
    for layout in [Layout::Card, Layout::Sheet] {
        let file = pdf(&cards, layout, "es", "Ana").unwrap();
        assert_eq!(file, pdf(&cards, layout, "es", "Ana").unwrap());
        let text = String::from_utf8_lossy(&file);
        assert!(text.starts_with("%PDF-") && text.trim_end().ends_with("%%EOF"));
        assert!(!text.contains("CreationDate") && !text.contains("/ID"), "a time or a number of its own");
        assert_eq!(contents(&file).len(), if layout == Layout::Card { 12 } else { 2 });
        // Both fonts are inside.
        assert_eq!(text.matches("/FontFile2").count(), 2);
        assert!(file.len() < 200_000, "{} bytes", file.len());
    }
}

#[test]
fn the_modules_on_paper_are_those_of_the_code() {
    let card = ana();
    let file = pdf(std::slice::from_ref(&card), Layout::Card, "en", "Ana").unwrap();
    let drawn = contents(&file).remove(0);
    let code = qrcode::QrCode::with_error_correction_level(&card.text, qrcode::EcLevel::M).unwrap();
    let width = code.width();
    let rects: Vec<[f64; 4]> = drawn
        .lines()
        .filter_map(|line| line.strip_suffix(" re"))
        .map(|line| line.split(' ').map(|n| n.parse().unwrap()).collect::<Vec<_>>().try_into().unwrap())
        .collect();
    // The smallest height is that of a module.
    let module = rects.iter().map(|[_, _, _, height]| *height).fold(f64::MAX, f64::min);
    let modules: Vec<_> = rects.iter().filter(|[_, _, _, height]| (height - module).abs() < 0.001).collect();
    let left = modules.iter().map(|rect| rect[0]).fold(f64::MAX, f64::min);
    let top = modules.iter().map(|rect| rect[1]).fold(f64::MIN, f64::max);
    let mut dark = vec![false; width * width];
    for [x, y, w, _] in modules {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few hundred at most, and counted from the edge"
        )]
        let whole = |length: f64| (length / module).round() as usize;
        let (column, row, count) = (whole(x - left), whole(top - y), whole(*w));
        for at in 0..count {
            dark[row * width + column + at] = true;
        }
    }
    let expected: Vec<bool> = code.into_colors().into_iter().map(|c| c == qrcode::Color::Dark).collect();
    assert!(dark == expected, "other modules than the code's");
    // 0.4 mm: what a phone reads at arm's length.
    assert!(module >= 0.4 * 72.0 / 25.4, "a module has {module} points");
}

#[test]
fn what_is_no_file_is_refused() {
    assert_eq!(pdf(&[], Layout::Sheet, "en", ""), Err(CardError::Count));
    assert_eq!(pdf(&vec![ana(); MAX_CARDS + 1], Layout::Sheet, "en", ""), Err(CardError::Count));
    let long = Card { text: format!("https://pass.example/v#{}", "1".repeat(1_700)), ..ana() };
    assert_eq!(pdf(&[long], Layout::Card, "en", ""), Err(CardError::Code));
}

#[test]
fn texts_of_any_length_and_of_letters_that_no_font_has_make_a_file() {
    for text in ["", " ", "漢字", "W", "(\\)"] {
        let text = text.repeat(100);
        let card = Card {
            organization: text.clone(),
            name: text.clone(),
            reference: text.clone(),
            tickets: vec![(text.clone(), text.clone()); 40],
            more: text.clone(),
            until: text.clone(),
            compare: text.clone(),
            photo: text,
            ..ana()
        };
        assert!(pdf(&[card], Layout::Card, "pt", "").is_ok());
    }
}
