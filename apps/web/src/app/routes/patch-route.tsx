import { useParams } from '@tanstack/react-router'
import { PatchPage } from '../../features/review/patch-page.tsx'

export function PatchRoute() {
  const { patchId } = useParams({ from: '/patches/$patchId' })
  return <PatchPage key={patchId} patchId={patchId} />
}
