import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', 'local/**/README.md'], { cwd: ROOT }).sort();

/** Text without code, where brackets are no links. */
const prose = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

/** Targets of inline links and of link definitions (CommonMark §4.7, §6.3). */
const linksIn = (text: string): string[] => [
  ...[...text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map(([, target = '']) => target),
  ...[...text.matchAll(/^\[[^\]]+\]:\s+<?(\S+?)>?\s*$/gm)].map(([, target = '']) => target),
];

/** The anchor a heading gets (the rules of GitHub): lower case, punctuation gone, spaces as dashes. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

const anchorsOf = (file: string): Set<string> => {
  const anchors = new Set<string>();
  const text = readFileSync(file, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  for (const [, heading = ''] of text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const anchor = anchorOf(heading);
    let name = anchor;
    for (let again = 1; anchors.has(name); again += 1) name = `${anchor}-${again}`;
    anchors.add(name);
  }
  return anchors;
};

/** Why a link leads nowhere; null where it leads somewhere, or out of the repository. */
const broken = (document: string, target: string): string | null => {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return null;
  const [path = '', anchor] = decodeURIComponent(target).split('#');
  const file = path === '' ? join(ROOT, document) : join(ROOT, dirname(document), path);
  if (relative(ROOT, file).startsWith('..')) return `${target} leads out of the repository`;
  if (!existsSync(file)) return `${target} does not exist`;
  if (anchor === undefined || !file.endsWith('.md')) return null;
  return anchorsOf(file).has(anchor) ? null : `${target} has no such heading`;
};

describe('the documents', () => {
  it.each(DOCUMENTS)('%s links only to what is there', (document) => {
    const links = linksIn(prose(readFileSync(join(ROOT, document), 'utf8')));
    expect(links.flatMap((target) => broken(document, target) ?? [])).toEqual([]);
  });

  it('in docs/ are linked from somewhere, by themselves or as their folder', () => {
    const linked = new Set(
      DOCUMENTS.flatMap((document) =>
        linksIn(prose(readFileSync(join(ROOT, document), 'utf8')))
          .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
          .map((target) => relative(ROOT, join(ROOT, dirname(document), target.split('#')[0] ?? ''))),
      ),
    );
    const inFolder = (document: string): boolean =>
      [...linked].some((target) => target !== '' && dirname(document) === target);
    const unlinked = DOCUMENTS.filter((document) => !linked.has(document) && !inFolder(document));
    expect(unlinked.filter((document) => document.startsWith('docs/'))).toEqual([]);
  });
});

describe('the README', () => {
  it('answers ten questions by links, a row each', () => {
    const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const rows = text.split('\n').filter((line) => /^\|.*\?\s*\|/.test(line));
    expect(rows).toHaveLength(10);
    for (const row of rows) expect(linksIn(row), row).not.toEqual([]);
  });
});
