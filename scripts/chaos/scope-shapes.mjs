/** Shapes with bodies inside: map, loop, composite, sub-workflow, and people and irreversible steps within them. */
import { call, compute, RETRY, range, scope, workflow } from './graphs.mjs'

const ITEMS = 5
const eachItem = (name) => range(ITEMS, (n) => `${name}-${n}`)
/** Calls a path that ends in a number of its activation. */
const callEach = (id, number, rest = {}, suffix = '') => ({
  ...call(id, rest),
  config: { method: 'POST', url: `{{ vars.sink }}/{{ inputs.mark }}/${id}-{{ ${number} }}${suffix}` },
})
const items = (count) => JSON.stringify(range(count, (n) => n))

const CHILD = workflow('chaos-child', [call('child-a'), compute('child-b', 'return 1'), call('child-z')], ['child-a>child-b', 'child-b>child-z'])

/** @type {readonly import('./shapes.mjs').Shape[]} */
export const SCOPE_SHAPES = [
  {
    name: 'map',
    workflow: workflow(
      'map',
      [
        call('a'),
        scope('each', 'map', [callEach('item', 'index'), compute('b', 'return 1'), callEach('then', 'index')], ['item>b', 'b>then'], {
          items: items(ITEMS),
          concurrency: 2,
        }),
        call('z'),
      ],
      ['a>each', 'each>z'],
    ),
    effects: ['a', ...eachItem('item'), ...eachItem('then'), 'z'],
  },
  {
    name: 'map-busy',
    workflow: workflow(
      'map-busy',
      [scope('each', 'map', [callEach('item', 'index', RETRY, '!503')], [], { items: items(ITEMS), concurrency: 3 }), call('z')],
      ['each>z'],
    ),
    effects: [...eachItem('item').map((name) => `${name}!503`), 'z'],
  },
  {
    name: 'map-collects',
    workflow: workflow(
      'map-collects',
      [
        scope(
          'each',
          'map',
          [{ id: 'odd', type: 'conditional', config: { condition: 'item % 2 == 1' } }, callEach('fine', 'index'), callEach('bad', 'index', {}, '!422')],
          ['odd:true>bad', 'odd:false>fine'],
          { items: items(ITEMS), onItemError: 'collect' },
        ),
        call('z'),
      ],
      ['each>z'],
    ),
    effects: [...eachItem('fine').filter((_, n) => n % 2 === 0), 'z'],
    never: eachItem('fine').filter((_, n) => n % 2 === 1),
  },
  {
    name: 'map-asks',
    workflow: workflow(
      'map-asks',
      [
        scope(
          'each',
          'map',
          [{ id: 'ask', type: 'hitl', config: { title: 'Item {{ index }}?' } }, callEach('yes', 'index'), callEach('no', 'index')],
          ['ask:approve>yes', 'ask:reject>no'],
          { items: items(3) },
        ),
        call('z'),
      ],
      ['each>z'],
    ),
    effects: [...range(3, (n) => `yes-${n}`), 'z'],
    never: range(3, (n) => `no-${n}`),
    decide: 'approve',
    questions: 3,
  },
  {
    name: 'loop',
    workflow: workflow('loop', [scope('again', 'loop', [callEach('step', 'iteration')], [], { while: 'iteration < 4' }), call('z')], ['again>z']),
    effects: [...range(4, (n) => `step-${n}`), 'z'],
  },
  {
    name: 'nested',
    workflow: workflow(
      'nested',
      [
        scope(
          'both',
          'composite',
          [call('in-a'), scope('each', 'map', [callEach('deep', 'index')], [], { items: items(3) }), call('pay', { irreversible: true })],
          ['in-a>each', 'each>pay'],
        ),
        call('z'),
      ],
      ['both>z'],
    ),
    effects: ['in-a', ...range(3, (n) => `deep-${n}`), 'pay', 'z'],
    irreversible: ['pay'],
  },
  {
    name: 'calls-workflow',
    workflow: workflow(
      'calls-workflow',
      [{ id: 'child', type: 'workflow', config: { ref: CHILD.name, inputs: { mark: '{{ inputs.mark }}' } } }, call('z')],
      ['child>z'],
    ),
    effects: ['child-a', 'child-z', 'z'],
    published: [CHILD],
  },
]
