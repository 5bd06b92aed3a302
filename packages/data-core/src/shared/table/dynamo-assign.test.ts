import { dynamoAssign } from './dynamo-assign.ts';

it('makes an instance of a class with values', () => {
  class User {
    id = '';
    name = 'nobody';
  }
  const user = dynamoAssign(User, { id: '1' });
  expect(user).toBeInstanceOf(User);
  expect(user).toEqual(Object.assign(new User(), { id: '1' }));
});
