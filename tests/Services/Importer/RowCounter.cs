using System.Buffers.Binary;

namespace Importer;

/// <summary>
/// Counts the rows of PostgreSQL's binary COPY format in whatever pieces it comes: a header of 11 + 4 + 4 bytes and an extension, then for
/// each row the number of its fields (16 bits, -1 at the end) and each field's length (32 bits, -1 for NULL) before the field.
/// </summary>
internal sealed class RowCounter
{
    private const int SignatureAndFlags = 15;
    private readonly byte[] _number = new byte[4];
    private State _state = State.Signature;
    private long _skip = SignatureAndFlags;
    private int _have;
    private int _fieldsLeft;

    private enum State
    {
        Signature,
        ExtensionLength,
        Extension,
        FieldCount,
        FieldLength,
        Field,
        End,
    }

    public long Count { get; private set; }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _state != State.End)
        {
            if (_state is State.Signature or State.Extension or State.Field)
            {
                var skipped = (int)Math.Min(_skip, bytes.Length);
                bytes = bytes[skipped..];
                _skip -= skipped;
                if (_skip == 0)
                {
                    AfterBytes();
                }

                continue;
            }

            var size = _state == State.FieldCount ? 2 : 4;
            var taken = Math.Min(size - _have, bytes.Length);
            bytes[..taken].CopyTo(_number.AsSpan(_have));
            bytes = bytes[taken..];
            _have += taken;
            if (_have == size)
            {
                _have = 0;
                AfterNumber(size == 2 ? BinaryPrimitives.ReadInt16BigEndian(_number) : BinaryPrimitives.ReadInt32BigEndian(_number));
            }
        }
    }

    private void AfterBytes()
    {
        switch (_state)
        {
            case State.Signature:
                _state = State.ExtensionLength;
                break;
            case State.Extension:
                _state = State.FieldCount;
                break;
            default:
                AfterField();
                break;
        }
    }

    private void AfterNumber(int number)
    {
        switch (_state)
        {
            case State.ExtensionLength:
                Skip(number, State.Extension);
                break;
            case State.FieldCount when number < 0:
                _state = State.End;
                break;
            case State.FieldCount:
                (_fieldsLeft, _state) = (number, State.FieldLength);
                if (number == 0)
                {
                    AfterRow();
                }

                break;
            case State.FieldLength:
                Skip(number, State.Field);
                break;
        }
    }

    private void Skip(int bytes, State state)
    {
        (_skip, _state) = (bytes, state);
        if (bytes <= 0)
        {
            AfterBytes();
        }
    }

    private void AfterField()
    {
        _state = State.FieldLength;
        if (--_fieldsLeft == 0)
        {
            AfterRow();
        }
    }

    private void AfterRow()
    {
        Count++;
        _state = State.FieldCount;
    }
}
