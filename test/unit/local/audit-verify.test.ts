import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const COMMAND = join(import.meta.dirname, '../../../local/audit-verify.ts');

describe('npm run audit:verify', () => {
  it('shows all of its flags to who gives it another one, and says that nothing was verified', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, '--head', '1'], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('--expect-head NUMBER:HASH');
    expect(stderr).toContain('See docs/audit.md.');
  });
});
