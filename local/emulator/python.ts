import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { LocalFault } from '../say.ts';

const run = promisify(execFile);

const MINIMUM = [3, 10] as const;
/** Prints the version, or fails where venv cannot make an environment with pip in it. */
const PROBE = 'import sys, venv, ensurepip; print(*sys.version_info[:2])';
const INSTALL_TIMEOUT_MS = 180_000;

/** Which of Python's packages an environment holds. */
export type RequirementsFile = 'requirements.txt' | 'requirements-lint.txt';

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const stderr = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : '';
  return stderr.trim().split('\n').at(-1) ?? error.message;
};

const findPython = async (): Promise<string> => {
  let seen = 'Python is missing';
  for (const candidate of ['python3', 'python']) {
    try {
      const { stdout } = await run(candidate, ['-c', PROBE]);
      const [major = 0, minor = 0] = stdout.trim().split(' ').map(Number);
      if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return candidate;
      seen = `Python ${major}.${minor} is too old`;
    } catch (error) {
      if (/No module named '(venv|ensurepip)'/.test(reasonOf(error))) {
        throw new LocalFault(
          "Python's venv module is missing. Install it (Debian and Ubuntu: apt install python3-venv) and start again.",
        );
      }
    }
  }
  throw new LocalFault(
    `${seen}. Seatkeeper's emulator needs Python ${MINIMUM.join('.')} or later with venv on the PATH.`,
  );
};

const binOf = (venv: string): string => join(venv, process.platform === 'win32' ? 'Scripts' : 'bin');

/**
 * The folder of programs of a virtual environment that holds exactly the requirements of a file. Made on first use, and again
 * when the requirements change.
 * @throws LocalFault in one line when Python, venv or the packages cannot be had.
 */
export const programsFor = async (
  venv: string,
  requirements: string,
  say: (line: string) => void,
): Promise<string> => {
  const file = basename(requirements);
  const mark = join(venv, `installed-${file}`);
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const bin = binOf(venv);
  const python = join(bin, 'python');
  if (existsSync(python) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return bin;

  const system = await findPython();
  say(`Installing Python packages into ${venv} (once)`);
  try {
    if (!existsSync(python)) {
      rmSync(venv, { recursive: true, force: true });
      mkdirSync(dirname(venv), { recursive: true });
      await run(system, ['-m', 'venv', venv], { timeout: INSTALL_TIMEOUT_MS });
    }
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--no-input',
      '-r',
      requirements,
    ];
    await run(python, pip, { timeout: INSTALL_TIMEOUT_MS });
  } catch (error) {
    throw new LocalFault(`The Python packages of ${file} could not be installed: ${reasonOf(error)}`);
  }
  writeFileSync(mark, wanted);
  return bin;
};

/** The same, with one of the emulator's own files of requirements. */
export const pythonPrograms = (
  venv: string,
  file: RequirementsFile,
  say: (line: string) => void,
): Promise<string> => programsFor(venv, join(import.meta.dirname, file), say);
