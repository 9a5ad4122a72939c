import type { Log, LogFields } from '../../shared/runtime/logger.ts';

export interface CapturedLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** A log that keeps its lines for a test to read. */
export const capturedLog = (): { readonly log: Log; readonly lines: CapturedLine[] } => {
  const lines: CapturedLine[] = [];
  const at = (level: CapturedLine['level']) => (message: string, fields: LogFields) => {
    lines.push({ level, message, fields });
  };
  return { log: { info: at('info'), warn: at('warn'), error: at('error') }, lines };
};
