import { describe, expect, it } from 'vitest'
import { canonicalType, isKnownType, portsOf } from './node-type-facts.ts'
import { NODE_TYPES } from './node-types.ts'
import { nodeConfigValidators } from './validators.ts'

describe('node types', () => {
  it.each(Object.values(NODE_TYPES))('$type says everything a card and a palette show', (descriptor) => {
    expect(descriptor.label).not.toBe('')
    expect(descriptor.description).toMatch(/\.$/)
    expect(['Actions', 'Logic', 'Scopes', 'AI', 'People']).toContain(descriptor.category)
    expect(descriptor.ports.at(-1)).toBe('error')
    // A summary only names fields the config has.
    const properties = Object.keys((descriptor.configSchema.properties ?? {}) as object)
    for (const [, field] of descriptor.summary.matchAll(/\{(\w+)\}/g)) expect(properties).toContain(field)
  })

  it.each(Object.values(NODE_TYPES))('$type gives every required field a title for its form', (descriptor) => {
    const { properties, required } = descriptor.configSchema as { properties?: Record<string, { title?: string }>; required?: string[] }
    for (const field of required ?? []) expect(properties?.[field]?.title).toBeTypeOf('string')
  })

  it.each(Object.values(NODE_TYPES))('$type refuses a field it does not have', (descriptor) => {
    const validate = nodeConfigValidators[descriptor.type]
    expect(validate({ nods: 1 })).toBe(false)
    expect(validate.errors?.some((issue) => issue.keyword === 'additionalProperties' && issue.params.additionalProperty === 'nods')).toBe(true)
  })

  it('[D-10] task is an alias of function', () => {
    expect(canonicalType('task')).toBe('function')
    expect(canonicalType('function')).toBe('function')
  })

  it('[D-09] an unregistered type is unknown, names of Object.prototype included', () => {
    for (const type of ['future_feature', 'constructor', '__proto__', 'toString']) expect(isKnownType(type)).toBe(false)
  })

  it('[D-27] ports: out and error, true and false, case names, approve and reject', () => {
    expect(portsOf('http', {})).toEqual(['out', 'error'])
    expect(portsOf('conditional', {})).toEqual(['true', 'false', 'error'])
    expect(portsOf('hitl', {})).toEqual(['approve', 'reject', 'error'])
    expect(
      portsOf('switch', {
        cases: [
          { name: 'eu', when: 'true' },
          { name: 'us', when: 'true' },
        ],
      }),
    ).toEqual(['eu', 'us', 'default', 'error'])
    expect(portsOf('future_feature', {})).toEqual(['out', 'error'])
  })

  it.each([null, 'text', { cases: 'text' }, { cases: [null, 1, {}] }])('a broken switch config still has its static ports: %j', (config) => {
    expect(portsOf('switch', config)).toEqual(['default', 'error'])
  })
})
