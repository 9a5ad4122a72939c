import type { ConnectionSecret } from '../domain/connection-secret.ts';

/** Secrets of connections; nothing else holds them. */
export interface SecretVault {
  read(connectionId: string): Promise<ConnectionSecret | undefined>;
  /** Creates or replaces. When it returns, the new value is what {@link read} gives. */
  write(connectionId: string, secret: ConnectionSecret): Promise<void>;
  /** Removes at once, without a recovery window. Harmless where there is none. */
  remove(connectionId: string): Promise<void>;
}
