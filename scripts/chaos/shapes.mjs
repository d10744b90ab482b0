/**
 * Workflows of several shapes, each with what must come of it. `effects`: paths of the sink that have exactly one effect; `never`: paths
 * nobody may call. Paths begin with the run's own mark, so that one sink serves all runs.
 */
import { call, compute, join, RETRY, range, workflow } from './graphs.mjs'
import { SCOPE_SHAPES } from './scope-shapes.mjs'

/**
 * @typedef {object} Shape
 * @property {string} name
 * @property {any} workflow
 * @property {string[]} effects
 * @property {string[]} [never]
 * @property {string} [status] how the run ends; COMPLETED when absent
 * @property {Record<string, string>} [nodes] how nodes end, where it is not `succeeded`
 * @property {string[]} [irreversible] effects that may never arrive twice
 * @property {'approve' | 'reject'} [decide]
 * @property {number} [questions] decisions it asks for; 1 when absent
 * @property {any} [patch] operations, and the effect they add
 * @property {boolean} [paused] its caller pauses it on the way and lets it go on
 * @property {any[]} [published] workflows it names, which must be there before it starts
 */

/** @type {readonly Shape[]} */
export const SHAPES = [
  {
    name: 'chain',
    workflow: workflow('chain', [call('a'), compute('b', 'return 1'), call('c'), call('d'), compute('e', 'return 2')], ['a>b', 'b>c', 'c>d', 'd>e']),
    effects: ['a', 'c', 'd'],
  },
  {
    name: 'diamond',
    workflow: workflow(
      'diamond',
      [call('a'), call('b'), call('c'), call('d'), join('all', 'all'), call('z')],
      ['a>b', 'a>c', 'a>d', 'b>all', 'c>all', 'd>all', 'all>z'],
    ),
    effects: ['a', 'b', 'c', 'd', 'z'],
  },
  {
    name: 'race',
    workflow: workflow('race', [call('a'), call('b'), join('any', 'any'), call('z')], ['a>any', 'b>any', 'any>z']),
    effects: ['a', 'b', 'z'],
  },
  {
    name: 'branch',
    workflow: workflow(
      'branch',
      [
        call('a'),
        { id: 'if', type: 'conditional', config: { condition: 'inputs.mark != ""' } },
        call('yes'),
        call('no'),
        call('after-no'),
        join('end', 'all'),
        call('z'),
      ],
      ['a>if', 'if:true>yes', 'if:false>no', 'no>after-no', 'yes>end', 'after-no>end', 'end>z'],
    ),
    effects: ['a', 'yes', 'z'],
    never: ['no', 'after-no'],
    nodes: { no: 'not_taken', 'after-no': 'not_taken' },
  },
  {
    name: 'busy',
    workflow: workflow('busy', [call('a', RETRY, '!503'), call('b', RETRY, '!503'), call('z')], ['a>b', 'b>z']),
    effects: ['a!503', 'b!503', 'z'],
  },
  {
    name: 'refused',
    workflow: workflow('refused', [call('a', {}, '!422'), call('fine'), call('mend')], ['a>fine', 'a:error>mend']),
    effects: ['mend'],
    never: ['fine'],
    nodes: { a: 'failed', fine: 'not_taken' },
  },
  {
    name: 'fails',
    workflow: workflow('fails', [call('a'), call('b', {}, '!422'), call('never')], ['a>b', 'b>never']),
    effects: ['a'],
    never: ['never'],
    status: 'FAILED',
    nodes: { b: 'failed' },
  },
  {
    name: 'payment',
    workflow: workflow('payment', [call('a'), call('pay', { irreversible: true }), call('z')], ['a>pay', 'pay>z']),
    effects: ['a', 'pay', 'z'],
    irreversible: ['pay'],
  },
  ...['approve', 'reject'].map((decision) => ({
    name: `gate-${decision}`,
    workflow: workflow(
      'gate',
      [call('a'), { id: 'ask', type: 'hitl', config: { title: 'Send {{ inputs.mark }}?' } }, call('yes'), call('no')],
      ['a>ask', 'ask:approve>yes', 'ask:reject>no'],
    ),
    effects: ['a', decision === 'approve' ? 'yes' : 'no'],
    never: [decision === 'approve' ? 'no' : 'yes'],
    nodes: { [decision === 'approve' ? 'no' : 'yes']: 'not_taken' },
    decide: /** @type {'approve' | 'reject'} */ (decision),
  })),
  {
    name: 'patched',
    // The gate keeps the run open until the patch has been acknowledged.
    workflow: workflow('patched', [call('a'), { id: 'ask', type: 'hitl', config: { title: 'Go on?' } }, call('z')], ['a>ask', 'ask:approve>z']),
    effects: ['a', 'z', 'added'],
    decide: 'approve',
    patch: [
      { op: 'add', path: '/nodes/-', value: { ...call('added'), position: { x: 900, y: 0 } } },
      { op: 'add', path: '/edges/-', value: { id: 'z-out-added', from: 'z', to: 'added' } },
    ],
  },
  {
    name: 'wide',
    workflow: workflow(
      'wide',
      [compute('a', 'return 1'), ...range(12, (n) => call(`w${n}`)), join('all', 'all'), call('z')],
      [...range(12, (n) => `a>w${n}`), ...range(12, (n) => `w${n}>all`), 'all>z'],
    ),
    effects: [...range(12, (n) => `w${n}`), 'z'],
  },
  {
    name: 'delayed',
    workflow: workflow('delayed', [call('a'), { id: 'wait', type: 'delay', config: { durationMs: 400 } }, call('z')], ['a>wait', 'wait>z']),
    effects: ['a', 'z'],
  },
  {
    name: 'paused',
    workflow: workflow('paused', [call('a'), call('b'), compute('c', 'return 1'), call('z')], ['a>b', 'b>c', 'c>z']),
    effects: ['a', 'b', 'z'],
    paused: true,
  },
  ...SCOPE_SHAPES,
]
