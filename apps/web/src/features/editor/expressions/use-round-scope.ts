import type { ExpressionScope } from '@aob/expressions'
import { jsonEqual } from '@aob/ir/document'
import type { ArtifactView, RunTimeline } from '@aob/schemas'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import { useTRPC } from '../../../lib/trpc.ts'
import { useKept } from '../../../lib/use-kept.ts'
import { outputsOfFirstRound, roundScope } from '../bodies/round-scope.ts'
import { useEditor } from '../editor-context.ts'
import { selectDocument } from '../model/editor-store.ts'
import { useExpressionEngine } from './use-engine.ts'
import { type LastRunData, MOST_OUTPUTS, parsed, scopeOf } from './use-last-run.ts'

const NOWHERE: readonly string[] = []
/** Events of a run that are looked through for the first round of a body: rounds begin in their order. */
const EVENTS_READ = 1_000

/** What expressions of the body that is drawn on would have read in its first round of the last run; undefined outside of bodies and before a run. */
export function useRoundScope(data: LastRunData | undefined): ExpressionScope | undefined {
  const editor = useEditor()
  const { inside, name } = editor
  const trpc = useTRPC()
  const engine = useExpressionEngine()
  const path = inside?.body.path ?? NOWHERE
  const document = useStore((inside?.root ?? editor).store, selectDocument)
  const runId = data?.runId ?? ''
  const wanted = { ...trpc.runs.timeline.queryOptions({ runId, limit: EVENTS_READ }), enabled: inside !== undefined && runId !== '', staleTime: 10_000 }
  const timeline = useQuery(wanted).data as RunTimeline | undefined
  const refs = useMemo(() => [...outputsOfFirstRound(timeline?.events ?? [], path)].slice(0, MOST_OUTPUTS), [timeline, path])
  const read = useQueries({
    queries: refs.map(([, ref]) => ({ ...trpc.artifacts.read.queryOptions({ ref }), staleTime: Number.POSITIVE_INFINITY })),
    combine: (results) => results.map((result) => result.data as ArtifactView | undefined),
  })
  const scope = useMemo(() => {
    if (!data || !engine || path.length === 0) return undefined
    const outputs = new Map(
      refs.flatMap(([address], index) => {
        const value = parsed(read[index])
        return value ? [[address, value.value] as const] : []
      }),
    )
    const evaluate = (source: string, scope: ExpressionScope) => {
      const found = engine.preview('expression', source, scope)
      return found?.kind === 'value' ? found.value : undefined
    }
    return roundScope(document, path, { outer: scopeOf(data, name), outputs, evaluate })
  }, [data, document, engine, name, path, read, refs])
  return useKept(scope, isAlike)
}

/** What a setting is typed in changes the document with every key, and seldom what can be read. */
function isAlike(one: ExpressionScope | undefined, other: ExpressionScope | undefined): boolean {
  if (!one || !other) return one === other
  const { nodes, item, ...rest } = one
  const { nodes: before, item: itemBefore, ...restBefore } = other
  const ids = Object.keys(nodes)
  return (
    ids.length === Object.keys(before).length &&
    ids.every((id) => Object.hasOwn(before, id) && nodes[id] === before[id]) &&
    jsonEqual(item, itemBefore) &&
    jsonEqual(rest, restBefore)
  )
}
