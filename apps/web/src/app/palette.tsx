import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Workflow } from 'lucide-react'
import { useCallback } from 'react'
import { useTRPC } from '../lib/trpc.ts'
import { CommandPalette, type CommandPaletteProps } from '../ui/commands/command-palette.tsx'
import { useCommandSource } from '../ui/commands/command-registry.ts'

/** Of hundreds of workflows only so many that fit are offered. */
const MOST_WORKFLOWS = 8

/** The command palette, with a way to every workflow by its name. */
export function Palette(props: CommandPaletteProps) {
  useCommandSource('workflows', useWorkflowSource())
  return <CommandPalette {...props} />
}

function useWorkflowSource() {
  const trpc = useTRPC()
  const navigate = useNavigate()
  const { data } = useQuery(trpc.workflows.list.queryOptions())
  return useCallback(
    (query: string) => {
      const wanted = query.trim().toLowerCase()
      if (wanted === '') return []
      const fitting = (data ?? []).filter(({ name, archived }) => !archived && name.toLowerCase().includes(wanted))
      return fitting.slice(0, MOST_WORKFLOWS).map(({ name }) => ({
        id: `workflow.${name}`,
        group: 'Open a workflow',
        label: name,
        icon: <Workflow size={15} />,
        keywords: [query],
        run: () => void navigate({ to: '/w/$name', params: { name } }),
      }))
    },
    [data, navigate],
  )
}
