//! Bytes as text.

const DIGITS: [char; 64] = {
    let mut digits = ['A'; 64];
    let mut index = 0_u8;
    while index < 64 {
        let byte = match index {
            0..26 => b'A' + index,
            26..52 => b'a' + index - 26,
            52..62 => b'0' + index - 52,
            62 => b'+',
            _ => b'/',
        };
        #[expect(clippy::indexing_slicing, reason = "below 64")]
        {
            digits[index as usize] = byte as char;
        }
        index += 1;
    }
    digits
};

/// The bytes in base 64, padded.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            if place > group.len() {
                text.push('=');
            } else {
                let digit = bits >> (18 - 6 * place) & 63;
                text.push(DIGITS.get(digit as usize).copied().unwrap_or('A'));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(encode(bytes), expected);
    }

    #[test]
    fn bytes_are_written_as_in_rfc_4648() {
        check(b"", "");
        check(b"f", "Zg==");
        check(b"fo", "Zm8=");
        check(b"foo", "Zm9v");
        check(b"foobar", "Zm9vYmFy");
        check(&[0xfb, 0xff, 0xfe], "+//+");
    }
}
