import type { Forest } from '../forest';
import { EditPersonForm } from './EditPersonForm';
import { EditUnitForm } from './EditUnitForm';
import { EndPositionForm } from './EndPositionForm';
import { EndUnitForm } from './EndUnitForm';
import { NewPersonForm } from './NewPersonForm';
import { NewUnitForm } from './NewUnitForm';
import { PositionForm } from './PositionForm';
import type { FormRequest, OpenForm } from './request';

interface Props {
  request: FormRequest;
  forest: Forest;
  onForm: OpenForm;
  onClose: () => void;
}

/** The requested form in front of the screen. */
export default function Forms({ request, forest, onForm, onClose }: Props) {
  switch (request.form) {
    case 'newUnit':
      return <NewUnitForm parent={request.parent} forest={forest} onClose={onClose} />;
    case 'editUnit':
      return <EditUnitForm unit={request.unit} forest={forest} onClose={onClose} />;
    case 'endUnit':
      return <EndUnitForm unit={request.unit} onClose={onClose} />;
    case 'newPerson':
      return (
        <NewPersonForm
          forest={forest}
          onClose={onClose}
          onCreated={(person) => {
            onForm({ form: 'newPosition', person, unit: request.unit });
          }}
        />
      );
    case 'editPerson':
      return <EditPersonForm person={request.person} forest={forest} onClose={onClose} />;
    case 'newPosition':
      return (
        <PositionForm
          key={request.person?.name}
          unit={request.unit}
          person={request.person}
          forest={forest}
          onClose={onClose}
        />
      );
    case 'endPosition':
      return <EndPositionForm position={request.position} onClose={onClose} />;
  }
}
