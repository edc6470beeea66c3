// Takes the place of iconv-lite and encoding-japanese, whose tables weigh more than the rest of the
// tool. libmime (under mailauth) and Inquirer's editor only decode, which Node's own ICU does.

export function decode(bytes, charset) {
  return new TextDecoder(charset).decode(bytes);
}

export function encodingExists(charset) {
  try {
    return new TextDecoder(charset) !== null;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** encoding-japanese's entry; it names one charset otherwise than WHATWG does. */
export function convert(bytes, { from }) {
  return decode(bytes, from.replace(/^eucjp$/i, 'euc-jp'));
}

export default { decode, encodingExists, convert };
