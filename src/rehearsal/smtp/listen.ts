import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { SMTPServer } from 'smtp-server';

export interface SmtpEndpoint {
  /** `host:port`. */
  readonly address: string;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** Opens a port of this machine alone; closing it ends the connections that are open. */
export async function listen(server: SMTPServer): Promise<SmtpEndpoint> {
  const open = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.listen(0, LOOPBACK);
  await once(server.server, 'listening');
  // From here on an error is one client's: a refused certificate, a connection cut in the middle.
  server.on('error', () => undefined);
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('SMTP server has no port');
  return {
    address: `${LOOPBACK}:${address.port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
