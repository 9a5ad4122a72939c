import type { AppKey } from '../../domain/discovered-app.ts';
import type { Basics } from '../dependencies.ts';

/** Hexadecimal digits of an id: 128 bits, so that two names are never one app by chance. */
const ID_DIGITS = 32;

/** The id of an app that was found: made of its key, so that nobody has to look whether it is there. */
export const idOfApp = ({ secrets }: Pick<Basics, 'secrets'>, { kind, key }: AppKey): string =>
  `dsc_${secrets.sha256(`${kind} ${key}`).slice(0, ID_DIGITS)}`;
