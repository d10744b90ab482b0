import { describe, expect, it } from 'vitest'
import { modelLabel } from './model-label.ts'

describe('model label', () => {
  it('calls a scripted model a scripted model, by the server it answers from or by its name', () => {
    const llm = { configured: true, scripted: true, model: 'demo' }
    expect(modelLabel({ kind: 'agent', id: 'scout', model: 'demo' }, llm)).toEqual({ text: 'scripted model', scripted: true })
    expect(modelLabel({ kind: 'agent', id: 'scout' }, llm)).toEqual({ text: 'scripted model', scripted: true })
    expect(modelLabel({ kind: 'agent', id: 'scout', model: 'scripted-1' }, undefined)).toEqual({ text: 'scripted model', scripted: true })
  })

  it('names a real model, also when a scripted one answers now', () => {
    expect(modelLabel({ kind: 'agent', id: 'scout', model: 'gpt-x' }, { configured: true, scripted: true, model: 'demo' })).toEqual({
      text: 'gpt-x',
      scripted: false,
    })
    expect(modelLabel({ kind: 'agent', id: 'scout' }, { configured: true, scripted: false })).toBeUndefined()
    expect(modelLabel({ kind: 'human', id: 'me', model: 'scripted' }, undefined)).toBeUndefined()
  })
})
