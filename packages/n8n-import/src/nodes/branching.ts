import { Inexpressible, type Settings } from '../expressions/settings.ts'
import { portFromName } from '../names.ts'
import { at, isShape, listOf, numberOf, type Shape, shapeOf, textOf } from '../shapes.ts'
import { conditionOf, filterCondition, groupedConditions } from './conditions.ts'
import { adapted, type Mapper, mapped } from './mapper.ts'

export const branch: Mapper = ({ parameters }, { settings }) =>
  mapped('conditional', { condition: conditionOf(parameters, settings) }, { ports: ['true', 'false'] })

export const filter: Mapper = ({ parameters }, { settings }) =>
  adapted(
    'conditional',
    { condition: conditionOf(parameters, settings) },
    'It let items pass one by one; here the whole passes or ends. A map node filters lists.',
    {
      ports: ['true', 'false'],
    },
  )

interface Case {
  name: string
  when: string
  output: number
}

function casesOf(parameters: Shape, settings: Settings): Case[] {
  if (parameters.mode === 'expression') throw new Inexpressible('It computes the number of its output.')
  const rules = [...listOf(at(parameters, 'rules', 'values')), ...listOf(at(parameters, 'rules', 'rules'))].map(shapeOf)
  const taken = new Set(['default', 'error'])
  return rules.map((rule, index) => {
    const name = portFromName(rule.renameOutput === true ? textOf(rule.outputKey) : undefined, index, taken)
    taken.add(name)
    return { name, when: conditionOfRule(rule, parameters, settings), output: numberOf(rule.output) ?? index }
  })
}

function conditionOfRule(rule: Shape, parameters: Shape, settings: Settings): string {
  if (isShape(rule.conditions)) return filterCondition(rule.conditions, settings)
  const type = textOf(parameters.dataType) ?? 'number'
  return groupedConditions({ [type]: [{ value1: parameters.value1, operation: rule.operation ?? 'equal', value2: rule.value2 }] }, false, settings)
}

/** n8n's index of the output for what no case takes; undefined when it ends there. */
function fallbackOf(parameters: Shape, cases: number): number | undefined {
  const fallback = parameters.fallbackOutput ?? at(parameters, 'options', 'fallbackOutput')
  if (fallback === 'extra') return cases
  return numberOf(fallback) === -1 ? undefined : numberOf(fallback)
}

export const choice: Mapper = ({ parameters }, { settings }) => {
  const cases = casesOf(parameters, settings)
  if (cases.length === 0) throw new Inexpressible('It has no cases.')
  const ports: (string | undefined)[] = []
  for (const { name, output } of cases) ports[output] ??= name
  const fallback = fallbackOf(parameters, cases.length)
  if (fallback !== undefined) ports[fallback] ??= 'default'
  const config = { cases: cases.map(({ name, when }) => ({ name, when })) }
  const shared = cases.length - new Set(cases.map(({ output }) => output)).size
  return shared > 0
    ? adapted('switch', config, 'Several of its cases led to one output; here each has its own: draw the others.', { ports })
    : mapped('switch', config, { ports })
}
