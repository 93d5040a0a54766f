import type { Ask, Asked } from '../asked';
import type { Forest } from '../forest';
import { EditPersonForm } from './EditPersonForm';
import { EditUnitForm } from './EditUnitForm';
import { EndPositionForm } from './EndPositionForm';
import { EndUnitForm } from './EndUnitForm';
import { NewPersonForm } from './NewPersonForm';
import { NewUnitForm } from './NewUnitForm';
import { PositionForm } from './PositionForm';

/** The form that was asked for, over the screen. */
export default function Forms(props: { asked: Asked; forest: Forest; onAsk: Ask; onClose: () => void }) {
  const { asked, forest, onAsk, onClose } = props;
  switch (asked.form) {
    case 'newUnit':
      return <NewUnitForm parent={asked.parent} forest={forest} onClose={onClose} />;
    case 'editUnit':
      return <EditUnitForm unit={asked.unit} forest={forest} onClose={onClose} />;
    case 'endUnit':
      return <EndUnitForm unit={asked.unit} onClose={onClose} />;
    case 'newPerson':
      return (
        <NewPersonForm
          forest={forest}
          onClose={onClose}
          onCreated={(person) => {
            onAsk({ form: 'newPosition', person, unit: asked.unit });
          }}
        />
      );
    case 'editPerson':
      return <EditPersonForm person={asked.person} forest={forest} onClose={onClose} />;
    case 'newPosition':
      return (
        <PositionForm
          key={asked.person?.name}
          unit={asked.unit}
          person={asked.person}
          forest={forest}
          onClose={onClose}
        />
      );
    case 'endPosition':
      return <EndPositionForm position={asked.position} onClose={onClose} />;
  }
}
