//! Cards as files: what is in them, and that it is the same each time.
#![allow(clippy::unwrap_used, reason = "a panic in the functions of a test is its failure")]

use std::io::Read;

use card::{Card, CardError, Colours, Layout, Line, MAX_CARDS, Packed, Picture, pdf};

fn ana() -> Card {
    Card {
        organization: "Operaciones Peñón, S. A. de C. V.".into(),
        name: "María Fernanda Gutiérrez H.".into(),
        reference: "E-00417".into(),
        tickets: ["FIRST-AID", "H2S", "FALL", "FORKLIFT", "CONFINED", "WHMIS"]
            .map(|kind| Line { kind: kind.into(), code: "7K3M9QWX".into(), until: "2028-12-31".into() })
            .into(),
        more: "2 more".into(),
        until: "Good until 2026-12-07".into(),
        compare: "Compare the face: a card can be copied.".into(),
        photo: "Photo".into(),
        picture: None,
        text: format!("https://pass.example/v#{}", "12345678901234567".repeat(60)),
    }
}

/// Taken upright by a phone that lay on its side.
fn photo() -> Picture {
    let packed = Packed::Jpeg(b"\xff\xd8 a photo \xff\xd9".to_vec());
    Picture { width: 800, height: 600, turned: 6, colours: Colours::Rgb, depth: 8, packed }
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
            tickets: vec![Line { kind: text.clone(), code: text.clone(), until: text.clone() }; 40],
            more: text.clone(),
            until: text.clone(),
            compare: text.clone(),
            photo: text,
            ..ana()
        };
        assert!(pdf(&[card], Layout::Card, "pt", "").is_ok());
    }
}

fn has(file: &[u8], part: &[u8]) -> bool {
    file.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_photo_is_printed_as_it_came_and_the_right_way_up() {
    let with = Card { picture: Some(photo()), ..ana() };
    for (layout, name) in [(Layout::Card, "/P0 Do"), (Layout::Sheet, "/P1 Do")] {
        let file = pdf(&[ana(), with.clone()], layout, "en", "").unwrap();
        let Packed::Jpeg(bytes) = photo().packed else { panic!() };
        assert!(has(&file, &bytes) && has(&file, b"/DCTDecode") && has(&file, b"/DeviceRGB"));
        let drawn = contents(&file);
        let page = drawn.last().unwrap();
        assert_eq!(page.matches(name).count(), 1, "{layout:?}");
        let turn: Vec<f64> = page
            .lines()
            .find_map(|line| line.strip_suffix(" cm"))
            .map(|line| line.split(' ').map(|n| n.parse().unwrap()).collect())
            .unwrap();
        // Its upper edge is on the right, and it is higher than wide: 3 to 4 within 13.5 by 17 mm.
        let [a, b, c, d, ..] = turn[..] else { panic!() };
        assert!(a == 0.0 && d == 0.0 && b < 0.0 && c > 0.0, "{turn:?}");
        assert!((c / -b - 0.75).abs() < 0.001 && (-b - 17.0 * 72.0 / 25.4).abs() < 0.01, "{turn:?}");
    }
}

#[test]
fn the_lines_of_a_png_are_printed_as_they_came() {
    let packed = Packed::Png(b"lines".to_vec());
    let colours = Colours::Palette(vec![0, 0, 0, 255, 0, 0]);
    let picture = Picture { width: 2, height: 1, turned: 1, colours, depth: 1, packed };
    let file = pdf(&[Card { picture: Some(picture), ..ana() }], Layout::Card, "en", "").unwrap();
    for part in ["/Predictor 15", "/Colors 1", "/Columns 2", "/Indexed /DeviceRGB 1", "lines"] {
        assert!(has(&file, part.as_bytes()), "{part}");
    }
}

#[test]
fn a_photo_that_cannot_be_drawn_is_refused() {
    for picture in [
        Picture { width: 0, ..photo() },
        Picture { depth: 3, ..photo() },
        Picture { colours: Colours::Palette(Vec::new()), ..photo() },
        Picture { colours: Colours::Palette(vec![0; 4]), ..photo() },
    ] {
        let card = Card { picture: Some(picture), ..ana() };
        assert_eq!(pdf(&[card], Layout::Card, "en", ""), Err(CardError::Picture));
    }
}

#[test]
fn a_tickets_code_stands_beside_it() {
    let drawn = |code: &str| {
        let mut card = ana();
        card.tickets = vec![Line { kind: "H2S".into(), code: code.into(), until: String::new() }];
        contents(&pdf(&[card], Layout::Card, "en", "").unwrap()).remove(0).matches("Tj").count()
    };
    assert_eq!(drawn("7K3M9QWX"), drawn("") + 1);
}
