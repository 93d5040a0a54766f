export function GuidedTour() {
  return null;
}
