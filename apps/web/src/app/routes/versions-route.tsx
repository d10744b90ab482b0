import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { VersionsPage } from '../../features/versions/versions-page.tsx'

/** Which branch is looked at stands in the address. */
export function VersionsRoute() {
  const { name } = useParams({ from: '/w/$name/versions' })
  const { tag = 'main' } = useSearch({ from: '/w/$name/versions' })
  const navigate = useNavigate({ from: '/w/$name/versions' })
  const onTag = useCallback((chosen: string) => void navigate({ search: chosen === 'main' ? {} : { tag: chosen } }), [navigate])
  return <VersionsPage key={tag} name={name} tag={tag} onTag={onTag} />
}
