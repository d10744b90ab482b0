import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { SchedulesPage } from '../../features/schedules/schedules-page.tsx'

/** What is unfolded and what is being made stand in the address, so that both can be linked to. */
export function SchedulesRoute() {
  const { open, new: making } = useSearch({ from: '/schedules' })
  const navigate = useNavigate({ from: '/schedules' })
  const onOpen = useCallback((scheduleId: string | undefined) => void navigate({ search: scheduleId === undefined ? {} : { open: scheduleId } }), [navigate])
  const onMake = useCallback(
    (name: string | undefined) => void navigate({ search: { ...(open ? { open } : {}), ...(name === undefined ? {} : { new: name }) } }),
    [navigate, open],
  )
  return <SchedulesPage open={open} onOpen={onOpen} making={making} onMake={onMake} />
}
