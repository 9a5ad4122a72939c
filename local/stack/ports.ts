import { createServer } from 'node:net';
import { LocalFault } from '../say.ts';

const listenOn = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  });

/** A port on 127.0.0.1 that nobody listens on. */
export const freePort = (): Promise<number> => listenOn(0);

/** @throws LocalFault when somebody listens on the port. */
export const requireFreePort = async (port: number): Promise<void> => {
  try {
    await listenOn(port);
  } catch {
    throw new LocalFault(
      `Port ${port} is busy. Free it, or choose another one: npm start -- --port ${port + 100}`,
    );
  }
};
