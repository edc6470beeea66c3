// Takes the place of libmime's tables of MIME types and file extensions, which name attachments. We read
// signatures and headers alone.

const leftOut = new Proxy(
  {},
  {
    has() {
      throw new Error('tables of MIME types are not part of this build');
    },
  },
);

export { leftOut as extensions, leftOut as list };
