import { createHash } from 'node:crypto';
import type { LineHash, LineHasher } from '../../ports/surroundings.ts';

/** Hashes lines with node:crypto, one at a time. */
export class NodeLineHasher implements LineHasher {
  start(): LineHash {
    const hash = createHash('sha256');
    return {
      add: (line) => {
        hash.update(line);
        hash.update('\n');
      },
      digest: () => hash.digest('hex'),
    };
  }
}
