import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../../lib/trpc.ts'

const HOT_STORES = { redis: 'Redis', kafka: 'Kafka', memory: 'this process' } as const

/** One quiet line about what this installation stands on: store, model, version. */
export function SystemLine() {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.system.info.queryOptions(undefined, { staleTime: 60_000 }))
  if (!data) return null
  const model = !data.llm.configured
    ? 'No language model is set up: agent nodes will say so when they run'
    : data.llm.scripted
      ? 'Agents are answered by the scripted model that ships for the examples'
      : `Agents use ${data.llm.label ?? data.llm.model ?? 'the configured model'}`
  return (
    <p className="px-1 text-ink-3 text-xs">
      {model} · state in {HOT_STORES[data.hotStore]} · version {data.version}
    </p>
  )
}
