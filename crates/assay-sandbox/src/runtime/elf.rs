//! The little of an ELF file that decides where the loader looks for it.

/// What a 64-bit little-endian ELF file says about loading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Elf {
    /// The loader that a program asks for (`PT_INTERP`).
    pub(super) interpreter: Option<String>,
    /// The name under which a library is looked for (`DT_SONAME`).
    pub(super) soname: Option<String>,
}

/// The first bytes of every ELF file.
pub(super) const MAGIC: &[u8] = b"\x7fELF";

const CLASS_64: u8 = 2;
const LITTLE_ENDIAN: u8 = 1;
const PT_LOAD: u32 = 1;
const PT_DYNAMIC: u32 = 2;
const PT_INTERP: u32 = 3;
const DT_NULL: u64 = 0;
const DT_STRTAB: u64 = 5;
const DT_SONAME: u64 = 14;
const DYNAMIC_ENTRY_BYTES: usize = 16;

/// One program header.
#[derive(Debug, Clone, Copy)]
struct Segment {
    kind: u32,
    offset: u64,
    address: u64,
    bytes: u64,
}

/// Reads a file's content; `None` if it is not a 64-bit little-endian ELF file, or a broken one.
pub(super) fn read(bytes: &[u8]) -> Option<Elf> {
    if !bytes.starts_with(MAGIC) || bytes.get(4..6)? != [CLASS_64, LITTLE_ENDIAN] {
        return None;
    }
    let segments = segments(bytes)?;
    let interpreter = match segments.iter().find(|segment| segment.kind == PT_INTERP) {
        Some(segment) => Some(text(slice(bytes, segment.offset, segment.bytes)?)?),
        None => None,
    };
    let dynamic = segments.iter().find(|segment| segment.kind == PT_DYNAMIC);
    let soname = dynamic.and_then(|dynamic| soname(bytes, &segments, *dynamic));
    Some(Elf { interpreter, soname })
}

fn segments(bytes: &[u8]) -> Option<Vec<Segment>> {
    let start = u64_at(bytes, 0x20)?;
    let (size, count) = (u64::from(u16_at(bytes, 0x36)?), u64::from(u16_at(bytes, 0x38)?));
    (0..count)
        .map(|index| {
            let header = slice(bytes, start.checked_add(index.checked_mul(size)?)?, size)?;
            Some(Segment {
                kind: u32_at(header, 0)?,
                offset: u64_at(header, 0x08)?,
                address: u64_at(header, 0x10)?,
                bytes: u64_at(header, 0x20)?,
            })
        })
        .collect()
}

fn soname(bytes: &[u8], segments: &[Segment], dynamic: Segment) -> Option<String> {
    let (mut name, mut strings) = (None, None);
    for entry in slice(bytes, dynamic.offset, dynamic.bytes)?.chunks_exact(DYNAMIC_ENTRY_BYTES) {
        let value = u64_at(entry, 8)?;
        match u64_at(entry, 0)? {
            DT_NULL => break,
            DT_STRTAB => strings = Some(value),
            DT_SONAME => name = Some(value),
            _ => {}
        }
    }
    // The table is named by its address in memory; the segment that is loaded there knows its place in the file.
    let address = strings?.checked_add(name?)?;
    let segment = segments.iter().find(|segment| {
        segment.kind == PT_LOAD
            && address.checked_sub(segment.address).is_some_and(|inside| inside < segment.bytes)
    })?;
    let inside = address.checked_sub(segment.address)?;
    let rest = slice(bytes, segment.offset.checked_add(inside)?, segment.bytes.checked_sub(inside)?)?;
    text(rest)
}

/// The text up to the first zero byte.
fn text(bytes: &[u8]) -> Option<String> {
    let end = bytes.iter().position(|&byte| byte == 0)?;
    str::from_utf8(bytes.get(..end)?).ok().map(str::to_owned)
}

fn slice(bytes: &[u8], offset: u64, length: u64) -> Option<&[u8]> {
    let start = usize::try_from(offset).ok()?;
    bytes.get(start..start.checked_add(usize::try_from(length).ok()?)?)
}

fn array<const N: usize>(bytes: &[u8], offset: usize) -> Option<[u8; N]> {
    bytes.get(offset..)?.first_chunk().copied()
}

fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    array(bytes, offset).map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    array(bytes, offset).map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], offset: usize) -> Option<u64> {
    array(bytes, offset).map(u64::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An ELF file of a header, the given segments (kind, content) and nothing else, loaded at 0x1000.
    fn file(interpreter: Option<&str>, soname: Option<&str>) -> Vec<u8> {
        const BASE: u64 = 0x1000;
        let strings = format!("\0{}\0", soname.unwrap_or_default()).into_bytes();
        let mut dynamic = Vec::new();
        let mut contents: Vec<(u32, Vec<u8>)> = Vec::new();
        let headers = 2 + usize::from(interpreter.is_some());
        let strings_at = 0x40 + headers * 0x38;
        let mut entry = |tag: u64, value: u64| {
            dynamic.extend(tag.to_le_bytes());
            dynamic.extend(value.to_le_bytes());
        };
        entry(DT_STRTAB, BASE + strings_at as u64);
        if soname.is_some() {
            entry(DT_SONAME, 1);
        }
        entry(DT_NULL, 0);
        contents.push((PT_DYNAMIC, dynamic));
        if let Some(interpreter) = interpreter {
            contents.push((PT_INTERP, format!("{interpreter}\0").into_bytes()));
        }
        let mut bytes = vec![0; 0x40];
        bytes[..6].copy_from_slice(b"\x7fELF\x02\x01");
        bytes[0x20] = 0x40;
        bytes[0x36] = 0x38;
        bytes[0x38] = u8::try_from(headers).unwrap();
        let mut body = strings;
        let mut header = |kind: u32, offset: u64, address: u64, length: u64| {
            let mut segment = [0; 0x38];
            segment[..4].copy_from_slice(&kind.to_le_bytes());
            segment[0x08..0x10].copy_from_slice(&offset.to_le_bytes());
            segment[0x10..0x18].copy_from_slice(&address.to_le_bytes());
            segment[0x20..0x28].copy_from_slice(&length.to_le_bytes());
            bytes.extend(segment);
        };
        let total =
            strings_at + body.len() + contents.iter().map(|(_, content)| content.len()).sum::<usize>();
        header(PT_LOAD, 0, BASE, total as u64);
        for (kind, content) in contents {
            header(kind, (strings_at + body.len()) as u64, 0, content.len() as u64);
            body.extend(content);
        }
        bytes.extend(body);
        bytes
    }

    #[test]
    fn names_are_read() {
        let check = |interpreter: Option<&str>, soname: Option<&str>| {
            let expected =
                Elf { interpreter: interpreter.map(str::to_owned), soname: soname.map(str::to_owned) };
            assert_eq!(read(&file(interpreter, soname)), Some(expected));
        };
        check(None, None);
        check(None, Some("libffi.so.8"));
        check(Some("/lib64/ld-linux-x86-64.so.2"), None);
        check(Some("/lib/ld-linux-aarch64.so.1"), Some("libpython3.13.so.1.0"));
    }

    #[test]
    fn damaged_files_are_refused_without_a_panic() {
        let whole = file(Some("/lib64/ld-linux-x86-64.so.2"), Some("libz.so.1"));
        for end in 0..whole.len() {
            let _any = read(&whole[..end]);
        }
        for place in 0..whole.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut damaged = whole.clone();
                damaged[place] = value;
                let _any = read(&damaged);
            }
        }
        let check = |bytes: &[u8]| assert_eq!(read(bytes), None);
        check(b"");
        check(b"#!/bin/sh\n");
        check(b"\x7fELF");
        // 32 bits, and big-endian.
        check(&[b"\x7fELF\x01\x01".as_slice(), &[0; 64]].concat());
        check(&[b"\x7fELF\x02\x02".as_slice(), &[0; 64]].concat());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn programs_of_this_machine_are_read() {
        let this = std::fs::read("/proc/self/exe").unwrap();
        let interpreter = read(&this).unwrap().interpreter.unwrap();
        let loader = std::fs::read(&interpreter).unwrap();
        assert!(read(&loader).unwrap().soname.is_some_and(|name| name.starts_with("ld-")));
    }
}
