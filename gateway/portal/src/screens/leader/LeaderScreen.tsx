export function LeaderScreen() {
  return null;
}
