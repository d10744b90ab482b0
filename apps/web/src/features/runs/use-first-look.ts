import { historyOf } from '@aob/ir/document'
import type { Operation, RunDetail, RunDocument } from '@aob/schemas'
import { createPatchJudge, type PatchJudge } from '@aob/workers'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTRPC } from '../../lib/trpc.ts'

export type FirstLook = Awaited<ReturnType<PatchJudge['judgePatch']>>

/** How long somebody has to stop typing before what stands there is judged. */
const PAUSE_MS = 150

/**
 * What the run as this page knows it would say to operations, judged in a worker by the rules that judge them when they are sent: without the
 * server, and anew when the run goes on. Undefined while nobody knows: they are for another version, or the page is behind the run.
 */
export function useFirstLook(runId: string, operations: Operation[] | undefined, baseVersion: string | undefined): FirstLook | undefined {
  const trpc = useTRPC()
  const detail = useQuery(trpc.runs.get.queryOptions({ runId })).data as RunDetail | undefined
  const chain = useQuery({ ...trpc.runs.document.queryOptions({ runId }), staleTime: Number.POSITIVE_INFINITY }).data as RunDocument | undefined
  const limits = useQuery({ ...trpc.system.info.queryOptions(), staleTime: 60_000 }).data?.limits
  const judge = useRef<PatchJudge | undefined>(undefined)
  const [look, setLook] = useState<{ text: string; verdict: FirstLook } | undefined>(undefined)
  const text = operations && JSON.stringify(operations)
  const head = detail?.headArtifactId
  const isAtHand = detail !== undefined && chain?.head === head && (baseVersion === undefined || baseVersion === head)
  useEffect(() => {
    if (text === undefined || !isAtHand || !chain || !detail) return
    let gone = false
    const timer = setTimeout(async () => {
      judge.current ??= createPatchJudge()
      try {
        const verdict = await judge.current.judgePatch({
          base: chain.base,
          applied: chain.patches.map((patch) => patch.operations),
          // Written from operations a moment ago.
          operations: JSON.parse(text) as Operation[],
          history: historyOf(detail),
          actor: { kind: 'human', id: 'me' },
          ...(limits ? { maxAgents: limits.maxAgents } : {}),
        })
        if (!gone) setLook({ text, verdict })
      } catch (error) {
        console.warn('The patch could not be judged here; the server judges it.', error)
      }
    }, PAUSE_MS)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [text, isAtHand, chain, detail, limits])
  useEffect(() => () => judge.current?.dispose(), [])
  return look !== undefined && look.text === text && isAtHand ? look.verdict : undefined
}
