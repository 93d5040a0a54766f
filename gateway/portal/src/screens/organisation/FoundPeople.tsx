import { Anchor, List, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { Failure, Loading } from '@/ui/States';
import { peopleFound } from '@/api/people';

/** The people whose names match a search, also those who hold no position yet. */
export function FoundPeople({ words, asOf }: { words: string; asOf?: string }) {
  const { t } = useTranslation('organisation');
  const people = useQuery({ ...peopleFound(words, asOf), placeholderData: (before) => before });
  return (
    <Stack gap="xs" mt="md" px="xs">
      <Title order={2} size="h6">
        {t('find.people')}
      </Title>
      {people.isPending && <Loading />}
      {people.isError && <Failure error={people.error} onRetry={() => void people.refetch()} />}
      {people.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('find.nobody')}
        </Text>
      )}
      {people.data && people.data.length > 0 && (
        <List listStyleType="none" spacing="xs" size="sm">
          {people.data.map((person) => (
            <List.Item key={person.name}>
              <Anchor
                size="sm"
                renderRoot={(props) => (
                  <Link
                    {...props}
                    to="/organisation"
                    search={(before) => ({ ...before, person: id(person.name ?? '') })}
                  />
                )}
              >
                {person.displayName}
              </Anchor>
              <Text size="xs" c="dimmed">
                {(person.positions ?? []).map((held) => held.title).join('; ') || t('person.noPosition')}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
