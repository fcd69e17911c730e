//! The wire format: <https://protobuf.dev/programming-guides/encoding/>.

use super::DecodeError;

/// Goes through the fields of a message.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

/// The value of a field.
#[derive(Clone, Copy)]
pub(super) enum Wire<'a> {
    Varint(u64),
    Fixed64(u64),
    Fixed32(u32),
    Bytes(&'a [u8]),
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    /// The next field: its number and value.
    pub(super) fn next(&mut self) -> Result<Option<(u32, Wire<'a>)>, DecodeError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let number = u32::try_from(tag >> 3).map_err(|_| DecodeError::Malformed)?;
        let value = match tag & 7 {
            0 => Wire::Varint(self.varint()?),
            1 => Wire::Fixed64(u64::from_le_bytes(self.array()?)),
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| DecodeError::Malformed)?;
                let (bytes, rest) = self.rest.split_at_checked(length).ok_or(DecodeError::Malformed)?;
                self.rest = rest;
                Wire::Bytes(bytes)
            }
            5 => Wire::Fixed32(u32::from_le_bytes(self.array()?)),
            _ => return Err(DecodeError::Malformed),
        };
        Ok(Some((number, value)))
    }

    fn varint(&mut self) -> Result<u64, DecodeError> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.rest.split_first().ok_or(DecodeError::Malformed)?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(DecodeError::Malformed)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or(DecodeError::Malformed)?;
        self.rest = rest;
        Ok(*bytes)
    }
}

impl<'a> Wire<'a> {
    pub(super) fn bytes(self) -> Result<&'a [u8], DecodeError> {
        match self {
            Wire::Bytes(bytes) => Ok(bytes),
            _ => Err(DecodeError::Malformed),
        }
    }

    pub(super) fn text(self) -> Result<&'a str, DecodeError> {
        std::str::from_utf8(self.bytes()?).map_err(|_| DecodeError::Malformed)
    }

    pub(super) fn number(self) -> Result<u64, DecodeError> {
        match self {
            Wire::Varint(value) | Wire::Fixed64(value) => Ok(value),
            Wire::Fixed32(value) => Ok(value.into()),
            Wire::Bytes(_) => Err(DecodeError::Malformed),
        }
    }

    /// A signed number: negative ones are sign-extended to 64 bits.
    pub(super) fn signed(self) -> Result<i64, DecodeError> {
        self.number().map(u64::cast_signed)
    }

    pub(super) fn float(self) -> Result<f64, DecodeError> {
        match self {
            Wire::Fixed64(bits) => Ok(f64::from_bits(bits)),
            Wire::Fixed32(bits) => Ok(f32::from_bits(bits).into()),
            _ => Err(DecodeError::Malformed),
        }
    }
}
