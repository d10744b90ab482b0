import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { useTRPC } from '../../../lib/trpc.ts'
import { type Suggestions, SuggestionsContext } from '../../../ui/forms/suggestions.ts'
import { useEditor } from '../editor-context.ts'

/** The workflows a step may call, for the field that names one: all but the one being drawn, and those put away. */
export function SuggestedWorkflows({ children }: { children: ReactNode }) {
  const { name: own } = useEditor()
  const { data } = useQuery(useTRPC().workflows.list.queryOptions())
  const suggestions = useMemo((): Suggestions => {
    const names = data?.flatMap(({ name, archived }) => (archived || name === own ? [] : [name]))
    return names ? { workflow: names.sort((a, b) => a.localeCompare(b, 'en')) } : {}
  }, [data, own])
  return <SuggestionsContext.Provider value={suggestions}>{children}</SuggestionsContext.Provider>
}
