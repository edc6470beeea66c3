// Takes the place of pino and socks under imapflow: we log nothing (`logger: false`) and use no proxy.
// Better loud than a log of the conversation that nobody asked for.

function leftOut() {
  throw new Error('not part of this build: call imapflow with { logger: false } and no proxy');
}

export const SocksClient = { createConnection: leftOut };
export default leftOut;
