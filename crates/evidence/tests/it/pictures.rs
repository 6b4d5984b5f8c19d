//! Photos.

use evidence::{Colours, Form, Refusal, photo, read};

use crate::made::{chunk, deflated, exif, frame, header, jpeg, jpeg_of, png, segment};

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_photo_keeps_what_shows_and_which_way_up_it_is() {
    let jfif = segment(0xe0, b"JFIF\0\x01\x02\0\0\x48\0\x48\x01\x01\xaa\xbb\xcc");
    let extra = [
        jfif,
        segment(0xe1, &exif(6)),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Edmonton</x:xmpmeta>"),
        segment(0xed, b"Photoshop 3.0\0IPTC Edmonton"),
        segment(0xe2, b"ICC_PROFILE\0\x01\x01colours"),
        segment(0xfe, b"taken by Ana"),
    ];
    let kept = read(&jpeg(&extra)).unwrap();
    assert_eq!(kept.form, Form::Jpeg);
    for gone in [&b"Cam"[..], b"GPS", b"Edmonton", b"Ana", b"\xaa\xbb\xcc"] {
        assert!(!has(&kept.bytes, gone), "{gone:?}");
    }
    let turned = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let wanted = [
        segment(0xe0, b"JFIF\0\x01\x02\0\0\x48\0\x48\0\0"),
        segment(0xe1, turned),
        segment(0xe2, b"ICC_PROFILE\0\x01\x01colours"),
    ];
    assert_eq!(*kept.bytes, jpeg(&wanted), "nothing else has changed");
}

#[test]
fn an_upright_photo_keeps_no_exif() {
    assert_eq!(*read(&jpeg(&[segment(0xe1, &exif(1))])).unwrap().bytes, jpeg(&[]));
}

#[test]
fn a_png_keeps_what_shows() {
    let private = [
        chunk(b"tEXt", b"Author\0Ana"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>"),
        chunk(b"eXIf", &exif(3)[6..]),
        chunk(b"tIME", &[7, 0xea, 11, 30, 7, 0, 0]),
        chunk(b"prVt", b"what a program of its own keeps"),
    ];
    let shown = chunk(b"gAMA", &45455_u32.to_be_bytes());
    let kept = read(&png(&[private.concat(), shown.clone()])).unwrap();
    assert_eq!(kept.form, Form::Png);
    assert_eq!(*kept.bytes, png(&[shown]));
}

#[test]
fn what_follows_a_picture_is_refused() {
    for picture in [jpeg(&[]), png(&[])] {
        for more in [&b"\n"[..], b"<script>", b"PK\x03\x04", b"%PDF-1.7", b"\0"] {
            assert_eq!(read(&[&picture, more].concat()).unwrap_err(), Refusal::Trailing);
        }
    }
}

#[test]
fn further_pictures_that_a_photo_announces_are_left_behind() {
    let first = jpeg(&[segment(0xe2, b"MPF\0II*\0\x08\0\0\0\0\0\0\0\0\0")]);
    let kept = read(&[&first[..], &jpeg(&[])].concat()).unwrap();
    assert_eq!(*kept.bytes, jpeg(&[]));
    assert_eq!(read(&[&first[..], b"PK\x03\x04"].concat()).unwrap_err(), Refusal::Trailing);
    assert_eq!(read(&[jpeg(&[]), jpeg(&[])].concat()).unwrap_err(), Refusal::Trailing);
}

#[test]
fn a_picture_that_breaks_off_anywhere_is_refused() {
    for picture in [jpeg(&[segment(0xe1, &exif(6))]), png(&[chunk(b"tEXt", b"a\0b")])] {
        for end in 0..picture.len() {
            assert!(read(&picture[..end]).is_err(), "{end}");
        }
    }
}

#[test]
fn too_many_pixels_are_refused_before_they_are_computed() {
    let huge = [b"\x89PNG\r\n\x1a\n".to_vec(), header(16_384, 16_384, [8, 6, 0, 0, 0])].concat();
    assert_eq!(read(&huge).unwrap_err(), Refusal::TooManyPixels);
    assert_eq!(read(&jpeg_of(&[], &frame(65_535, 2))).unwrap_err(), Refusal::TooManyPixels);
    assert_eq!(read(&jpeg_of(&[], &frame(0, 8))).unwrap_err(), Refusal::Damaged("the size"));
}

#[test]
fn a_png_holds_the_picture_that_its_header_promises_and_nothing_else() {
    let signature = b"\x89PNG\r\n\x1a\n".to_vec();
    let of = |picture: &[u8]| {
        let parts = [header(2, 2, [8, 0, 0, 0, 0]), chunk(b"IDAT", picture), chunk(b"IEND", b"")];
        read(&[signature.clone(), parts.concat()].concat()).map(drop)
    };
    assert_eq!(of(&deflated(&[0; 6])), Ok(()));
    assert_eq!(of(&deflated(&[0; 5])), Err(Refusal::Damaged("the picture")));
    assert_eq!(of(&deflated(&vec![0; 1 << 20])), Err(Refusal::Damaged("the picture")), "a bomb");
    assert_eq!(of(&[&deflated(&[0; 6])[..], b"hidden"].concat()), Err(Refusal::Trailing));
    assert_eq!(of(b"not deflated"), Err(Refusal::Damaged("the picture")));
}

#[test]
fn interlaced_pictures_are_measured_pass_by_pass() {
    // 3 by 3 pixels: of the seven passes, the first and the last four have lines; the sixth has two.
    let lines = [&[0, 9][..], &[0, 9], &[0, 9, 9], &[0, 9, 0, 9], &[0, 9, 9, 9]];
    let parts = |picture: &[u8]| {
        [header(3, 3, [8, 0, 0, 0, 1]), chunk(b"IDAT", &deflated(picture)), chunk(b"IEND", b"")].concat()
    };
    let whole = [b"\x89PNG\r\n\x1a\n".to_vec(), parts(&lines.concat())].concat();
    assert!(read(&whole).is_ok());
    let short = [b"\x89PNG\r\n\x1a\n".to_vec(), parts(&lines[..4].concat())].concat();
    assert_eq!(read(&short).unwrap_err(), Refusal::Damaged("the picture"));
}

#[test]
fn other_files_are_told_apart() {
    assert_eq!(read(b"").unwrap_err(), Refusal::Empty);
    assert_eq!(read(&vec![0; (8 << 20) + 1]).unwrap_err(), Refusal::TooLarge);
    assert_eq!(read(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").unwrap_err(), Refusal::Heic);
    for text in
        [&b"GIF89a"[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"RIFF\0\0\0\0WEBPVP8 ", b"MZ", b"BM"]
    {
        assert_eq!(read(text).unwrap_err(), Refusal::NotEvidence);
    }
    assert_eq!(read(&[&b" "[..], &jpeg(&[])].concat()).unwrap_err(), Refusal::NotEvidence);
}

#[test]
fn a_wrong_checksum_or_order_is_refused() {
    let good = png(&[]);
    let mut wrong = good.clone();
    *wrong.last_mut().unwrap() ^= 1;
    assert_eq!(read(&wrong).unwrap_err(), Refusal::Damaged("a checksum"));
    let apart = png(&[chunk(b"IDAT", b""), chunk(b"tEXt", b"a\0b")]);
    assert!(read(&apart).is_ok(), "an empty first part is none");
    assert!(read(&png(&[chunk(b"XXXX", b"")])).is_err());
    assert!(read(&png(&[chunk(b"IHDR", &[0; 13])])).is_err());
    assert!(read(&jpeg_of(&[], &[frame(8, 8), frame(8, 8)].concat())).is_err());
    assert!(
        read(&jpeg_of(&[], &segment(0xc9, &[8, 0, 8, 0, 8, 1, 1, 0x11, 0]))).is_err(),
        "arithmetic coding"
    );
}

#[test]
fn a_workers_photo_says_how_it_is_drawn() {
    let turned = photo(&jpeg(&[segment(0xe1, &exif(6))])).unwrap();
    assert_eq!((turned.form, &turned.picture.colours), (Form::Jpeg, &Colours::Gray));
    let drawn = turned.picture;
    assert_eq!((drawn.width, drawn.height, drawn.turned, drawn.depth), (8, 8, 6, 8));
    assert!(drawn.packed.is_none() && !has(&turned.bytes, b"GPS"));
    let colour = segment(0xc0, &[8, 0, 8, 0, 9, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    let rgb = photo(&jpeg_of(&[], &colour)).unwrap().picture;
    assert_eq!((rgb.colours, rgb.width, rgb.turned), (Colours::Rgb, 9, 1));

    let split = [chunk(b"IDAT", b""), chunk(b"tEXt", b"a\0b")];
    let drawn = photo(&png(&split[..1])).unwrap().picture;
    assert_eq!((&drawn.colours, drawn.width, drawn.depth), (&Colours::Gray, 2, 8));
    assert_eq!(**drawn.packed.as_ref().unwrap(), deflated(&[0, 1, 2, 0, 3, 4]));
    let palette = [header(2, 2, [8, 3, 0, 0, 0]), chunk(b"PLTE", &[1, 2, 3, 4, 5, 6])].concat();
    let parts =
        [&palette[..], &chunk(b"IDAT", &deflated(&[0, 0, 1, 0, 1, 0])), &chunk(b"IEND", b"")].concat();
    let drawn = photo(&[b"\x89PNG\r\n\x1a\n", &parts[..]].concat()).unwrap().picture;
    assert_eq!(drawn.colours, Colours::Palette(vec![1, 2, 3, 4, 5, 6]));
}

#[test]
fn what_is_no_photo_of_a_worker_is_refused() {
    let of = |rest: [u8; 5], lines: usize, extra: &[u8]| {
        let parts = [
            &header(1, 1, rest)[..],
            extra,
            &chunk(b"IDAT", &deflated(&vec![0; lines])),
            &chunk(b"IEND", b""),
        ];
        photo(&[b"\x89PNG\r\n\x1a\n".to_vec(), parts.concat()].concat()).map(drop)
    };
    assert_eq!(of([8, 2, 0, 0, 0], 4, b""), Ok(()));
    assert_eq!(of([8, 2, 0, 0, 0], 4, &chunk(b"tRNS", &[0; 6])), Err(Refusal::PhotoColours), "transparent");
    assert_eq!(of([8, 6, 0, 0, 0], 5, b""), Err(Refusal::PhotoColours), "transparent");
    assert_eq!(of([8, 2, 0, 0, 1], 4, b""), Err(Refusal::PhotoColours), "interlaced");
    assert_eq!(of([8, 3, 0, 0, 0], 2, &chunk(b"PLTE", &[0; 4])), Err(Refusal::Damaged("the palette")));
    let press = segment(0xc0, &[8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]);
    assert_eq!(photo(&jpeg_of(&[], &press)).map(drop), Err(Refusal::PhotoColours));
    assert_eq!(photo(&jpeg_of(&[], &frame(4_000, 4_000))).map(drop), Err(Refusal::PhotoTooManyPixels));
    assert_eq!(photo(&vec![0xff; (1 << 20) + 1]).map(drop), Err(Refusal::PhotoTooLarge));
    assert_eq!(photo(b"%PDF-1.7\nstartxref\n0\n%%EOF\n").map(drop), Err(Refusal::NotPhoto));
    assert_eq!(photo(b"GIF89a").map(drop), Err(Refusal::NotPhoto));
    assert_eq!(photo(b"").map(drop), Err(Refusal::Empty));
}
