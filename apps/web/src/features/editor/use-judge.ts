import type { FieldProblem, Workflow } from '@aob/schemas'
import { createValidationClient, type ValidationClient } from '@aob/workers'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Judgement } from './editor-context.ts'
import { NOTHING_WRITTEN, nextWritten, withoutHalfWritten } from './model/being-written.ts'
import { type EditorStore, selectDocument, selectFresh, selectUnread, selectWriting } from './model/editor-store.ts'
import { isToDo } from './model/fresh-steps.ts'
import { useCallJudge } from './use-call-judge.ts'

const NONE: readonly FieldProblem[] = []

/** Has every state of the document judged in a worker, from when `ready`: the first picture does not wait for it. */
export function useJudge(store: EditorStore, ready: boolean): Judgement {
  const client = useRef<ValidationClient | undefined>(undefined)
  const [said, setSaid] = useState<Pick<Judgement, 'problems' | 'state'> & { document?: Workflow }>({ problems: NONE, state: 'checking' })
  const fresh = useStore(store, selectFresh)
  const writing = useStore(store, selectWriting)
  const unread = useStore(store, selectUnread)
  const calls = useCallJudge(store, ready)
  const written = useRef(NOTHING_WRITTEN)
  const now = useCallback(async () => {
    client.current ??= createValidationClient()
    try {
      return await client.current.judge(store.getState().document)
    } catch (error) {
      console.warn('The document could not be checked here; the server checks it when it is saved.', error)
      client.current.dispose()
      client.current = undefined
      return undefined
    }
  }, [store])
  useEffect(() => {
    if (!ready) return
    let gone = false
    const judge = async (document: Workflow) => {
      const problems = await now()
      // What came meanwhile has asked for an answer of its own.
      if (gone || selectDocument(store.getState()) !== document) return
      setSaid(problems ? { problems, state: 'known', document } : { problems: NONE, state: 'unknown' })
    }
    void judge(store.getState().document)
    const stop = store.subscribe((state, before) => {
      if (state.document !== before.document) void judge(state.document)
    })
    return () => {
      gone = true
      stop()
      client.current?.dispose()
      client.current = undefined
    }
  }, [store, ready, now])
  const nowOrNone = useCallback(async () => {
    const { document, unread: texts } = store.getState()
    return [...(texts?.problemsIn(document) ?? []), ...((await now()) ?? NONE)]
  }, [now, store])
  return useMemo(() => {
    const { problems: judged, state, document } = said
    const found = document ? [...(unread?.problemsIn(document) ?? NONE), ...judged, ...(calls?.(document) ?? NONE)] : judged
    written.current = nextWritten(written.current, writing, found)
    const problems = withoutHalfWritten(found, written.current)
    const todo = document ? problems.filter((problem) => isToDo(problem, document, fresh)) : NONE
    return { problems: todo.length > 0 ? problems.filter((problem) => !todo.includes(problem)) : problems, todo, state, now: nowOrNone }
  }, [said, fresh, writing, unread, calls, nowOrNone])
}
