export function DirectivesScreen() {
  return null;
}
