import type { Actor } from '../../domain/audit-event.ts';
import { plus } from '../../domain/time.ts';
import { type Change, check, put } from '../../records/change.ts';
import { coolDowns } from '../../records/protections.ts';
import { answerTexts, runs } from '../../records/runs.ts';
import { moveItem } from '../move-item.ts';
import {
  type AnswerDependencies,
  type LinkedItem,
  mayStillKeep,
  readLinkedItem,
} from './read-answer-link.ts';

/** How an answer was taken. `kept` also answers a repeat of the same answer. */
export interface KeepResult {
  readonly kind: 'kept' | 'too-late' | 'invalid' | 'reason-required';
}

/** Longest reason a person may give, in characters. */
export const MAX_REASON = 1000;

/** The item changes only by a worker's move at the same moment; a few rereads settle it. */
const TRIES = 5;

const take = async (
  deps: AnswerDependencies,
  linked: LinkedItem,
  text: string,
): Promise<'moved' | 'conflict'> => {
  const { item, run } = linked;
  const at = deps.clock.now();
  const further: Change[] = [
    put(
      coolDowns,
      { accountId: item.accountId, until: plus(at, run.policy.coolDown), runId: run.runId },
      'any',
    ),
    // What is held may be kept until the run comes to its end, not while its items are counted.
    ...(item.state === 'held' ? [check(runs, { runId: run.runId }, { version: run.version })] : []),
    ...(text === '' ? [] : [put(answerTexts, { runId: run.runId, accountId: item.accountId, text }, 'any')]),
  ];
  const actor: Actor =
    item.personId === null ? { kind: 'system', name: 'run' } : { kind: 'person', personId: item.personId };
  const answer = { kind: 'keep', at, via: 'answer-page' } as const;
  const result = await moveItem(
    deps,
    { actor },
    run,
    item,
    'kept',
    'item.kept',
    { answer, reason: 'answered-keep' },
    further,
  );
  return result.kind;
};

/**
 * Takes a person's "keep": the item ends as kept, its claim is released and the cool-down starts, all in one transaction.
 * Accepted until the change is being made; never after the link expired.
 */
export const keepLicense = async (
  deps: AnswerDependencies,
  request: { readonly token: string; readonly reason: string },
): Promise<KeepResult> => {
  const text = request.reason.trim().slice(0, MAX_REASON);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const linked = await readLinkedItem(deps, request.token);
    if (linked === undefined) return { kind: 'invalid' };
    if (linked.item.answer !== null) return { kind: 'kept' };
    if (!mayStillKeep(linked)) return { kind: 'too-late' };
    if (linked.run.workflow.answerReason === 'required' && text === '') return { kind: 'reason-required' };
    if ((await take(deps, linked, text)) === 'moved') return { kind: 'kept' };
  }
  throw new Error('the plan item kept changing while an answer was taken');
};
