import { beforeEach, describe, expect, it } from 'vitest'
import { dismissToast, MOST_TOASTS, readingMs, showToast, toastStore } from './toast-store.ts'

const words = () => toastStore.getState().toasts.map(({ message }) => message)
const show = (message: string, id?: string) => showToast({ id, kind: 'info', message, durationMs: 1 })

describe('toasts', () => {
  beforeEach(() => toastStore.setState({ toasts: [] }))

  it('stand in the order they came, and only the newest few', () => {
    for (let index = 0; index <= MOST_TOASTS; index++) show(`${index}`)
    expect(words()).toEqual(['1', '2', '3', '4'])
  })

  it('of the same id replace each other in place, so that one question is asked once', () => {
    show('a', 'question')
    show('b')
    show('a again', 'question')
    expect(words()).toEqual(['a again', 'b'])
    dismissToast('question')
    dismissToast('question')
    expect(words()).toEqual(['b'])
  })

  it('stay as long as they take to read, a report of several sentences included', () => {
    expect(readingMs('Saved')).toBe(4_000)
    const report = '7 nodes became steps. 2 are kept as they were and do not run here: Google Sheets, Slack. A credential is to be chosen.'
    expect(readingMs('Translated from n8n', report)).toBeGreaterThan(9_000)
  })
})
