"""Orders, trades and the account: a mirror of what the engine outside decides."""

import math
import struct
import sys

import _link

_ORDER = struct.Struct("=QQQdddddQ24x")
_TRADE = struct.Struct("=QddQQdQdQ24x")
_SETTLED = struct.Struct("=QddQdQddddQ8x")
_ENTER, _STOP_LOSS, _TAKE_PROFIT = 0, 3, 4
_NAN = math.nan


def _price(value):
    """A price as the board has it: NaN for none."""
    if not value:
        return _NAN
    value = float(value)
    if value != value:
        raise ValueError("a price is nan: it is not known yet, or never")
    return value


def _told(value):
    """A price of the board: None where there is none."""
    return None if value != value else value


class Order:
    """An order that waits, or waited, to be filled."""

    __slots__ = ("_broker", "_number", "_kind", "_parent", "_size", "_limit", "_stop", "_sl", "_tp", "_tag")

    def __init__(self, broker, number):
        self._broker = broker
        self._number = number

    def cancel(self):
        """Cancels the order."""
        self._broker.command(_link.CANCEL, self._number)

    @property
    def size(self):
        """Signed size, negative to sell; below 1 it is a fraction of the available liquidity."""
        return self._size

    @property
    def limit(self):
        """The limit price, or None."""
        return self._limit

    @property
    def stop(self):
        """The stop price, or None; None also once it has been hit."""
        return self._stop

    @property
    def sl(self):
        """The stop-loss of the trade that the order will open."""
        return self._sl

    @property
    def tp(self):
        """The take-profit of the trade that the order will open."""
        return self._tp

    @property
    def tag(self):
        """The strategy's own mark."""
        return self._tag

    @property
    def parent_trade(self):
        """The trade that the order belongs to, or None."""
        return self._broker.trade(self._parent) if self._parent else None

    @property
    def is_long(self):
        """Whether it buys."""
        return self._size > 0

    @property
    def is_short(self):
        """Whether it sells."""
        return self._size < 0

    @property
    def is_contingent(self):
        """Whether it is the stop-loss or the take-profit of an open trade."""
        return self._kind in (_STOP_LOSS, _TAKE_PROFIT)

    def __repr__(self):
        shown = {
            "size": self._size,
            "limit": self._limit,
            "stop": self._stop,
            "sl": self._sl,
            "tp": self._tp,
            "contingent": self.is_contingent,
            "tag": self._tag,
        }
        texts = (f"{name}={value!r}" for name, value in shown.items() if value is not None)
        return f"<Order {', '.join(texts)}>"


class Trade:
    """A trade: open, or settled."""

    def __init__(self, broker, number):
        self._broker = broker
        self._number = number
        self._exit_price = None
        self._exit_bar = None
        self._commissions = 0.0

    def close(self, portion: float = 1.0):
        """Asks to close a portion of the trade at the market."""
        assert 0 < portion <= 1, "portion must be a fraction between 0 and 1"
        self._broker.command(_link.CLOSE_TRADE, self._number, float(portion))

    @property
    def size(self):
        """Signed size in units; negative is short."""
        self._broker.refresh()
        return self._size

    @property
    def entry_price(self) -> float:
        """The price paid or received."""
        return self._entry_price

    @property
    def exit_price(self):
        """The price at the exit, or None."""
        self._broker.refresh()
        return self._exit_price

    @property
    def entry_bar(self) -> int:
        """The index of the bar of the entry."""
        return self._entry_bar

    @property
    def exit_bar(self):
        """The index of the bar of the exit, or None."""
        self._broker.refresh()
        return self._exit_bar

    @property
    def entry_time(self):
        """The time of the bar of the entry."""
        return self._broker.data.index[self._entry_bar]

    @property
    def exit_time(self):
        """The time of the bar of the exit, or None."""
        bar = self.exit_bar
        return None if bar is None else self._broker.data.index[bar]

    @property
    def tag(self):
        """The mark of the order that opened the trade."""
        return self._tag

    @property
    def is_long(self):
        """Whether it is long."""
        return self._size > 0

    @property
    def is_short(self):
        """Whether it is short."""
        return not self.is_long

    def _price(self):
        self._broker.refresh()
        return self._exit_price or self._broker.last_price

    @property
    def pl(self):
        """Profit in cash; commissions count once the trade is closed."""
        price = self._price()
        return self._size * (price - self._entry_price) - self._commissions

    @property
    def pl_pct(self):
        """Profit relative to the entry: 0.01 is one per cent."""
        price = self._price()
        gross = math.copysign(1, self._size) * (price / self._entry_price - 1)
        return gross - self._commissions / (abs(self._size) * self._entry_price)

    @property
    def value(self):
        """Size times price, in cash."""
        price = self._price()
        return abs(self._size) * price

    @property
    def sl(self):
        """The stop-loss price; can be set, and removed with None."""
        self._broker.refresh()
        return self._sl

    @sl.setter
    def sl(self, price):
        self._contingent(_link.SET_STOP_LOSS, price)

    @property
    def tp(self):
        """The take-profit price; can be set, and removed with None."""
        self._broker.refresh()
        return self._tp

    @tp.setter
    def tp(self, price):
        self._contingent(_link.SET_TAKE_PROFIT, price)

    def _contingent(self, command, price):
        assert price is None or 0 < price < math.inf, f"Make sure 0 < price < inf! price: {price}"
        self._broker.command(command, self._number, _NAN if price is None else float(price))

    def __repr__(self):
        tag = f" tag={self._tag}" if self._tag is not None else ""
        exit_bar = "" if self._exit_bar is None else self._exit_bar
        exit_price = self._exit_price or ""
        return (
            f"<Trade size={self._size} time={self._entry_bar}-{exit_bar} "
            f"price={self._entry_price}-{exit_price} pl={self.pl:.0f}{tag}>"
        )


class Position:
    """What the account holds. True when it holds anything."""

    __slots__ = ("_broker", "_floats")

    def __init__(self, broker):
        self._broker = broker
        self._floats = broker.floats

    def __bool__(self):
        return self._floats[_SIZE] != 0

    @property
    def size(self):
        """Net size in units; negative is short."""
        return int(self._floats[_SIZE])

    @property
    def pl(self) -> float:
        """Unrealized profit in cash."""
        return self._floats[_PROFIT]

    @property
    def pl_pct(self) -> float:
        """Unrealized profit in per cent of what was paid."""
        paid = sum(abs(trade._size) * trade._entry_price for trade in self._broker.trades)
        return self.pl / paid * 100 if paid else 0

    @property
    def is_long(self):
        """Whether it is long."""
        return self._floats[_SIZE] > 0

    @property
    def is_short(self):
        """Whether it is short."""
        return self._floats[_SIZE] < 0

    def close(self, portion: float = 1.0):
        """Asks to close a portion of every open trade."""
        if self._floats[_SIZE] or self._broker.trades:
            assert 0 < portion <= 1, "portion must be a fraction between 0 and 1"
            self._broker.command(_link.CLOSE_POSITION, float(portion))

    def __repr__(self):
        return f"<Position: {self.size} ({len(self._broker.trades)} trades)>"


_SIZE = _link.POSITION_SIZE // 8
_PROFIT = _link.POSITION_PROFIT // 8
_EQUITY = _link.EQUITY // 8
_MARGIN = _link.MARGIN_AVAILABLE // 8
_VERSION = _link.BOOK_VERSION // 8
_CLOSED = _link.CLOSED_TRADES // 8
_REPLY = _link.REPLY // 8
_COMMAND = _link.COMMAND // 8
_ARGUMENTS = _link.ARGUMENTS // 8


class Broker:
    """The account as the engine outside tells it, and the way of orders to it."""

    def __init__(self, board, source_name):
        self.board = memoryview(board).cast("B")[: _link.SERIES]
        self.floats = self.board.cast("d")
        self.words = self.board.cast("Q")
        self.source_name = source_name
        self.data = None
        self.live = False
        self.position = Position(self)
        self._version = None
        self._orders = {}
        self._open = {}
        self._order_list = ()
        self._trade_list = ()
        self._settled = []
        self._tags = {}
        self._tag_values = [None]

    # What the strategy may ask.

    @property
    def equity(self) -> float:
        return self.floats[_EQUITY]

    @property
    def margin_available(self) -> float:
        return self.floats[_MARGIN]

    @property
    def last_price(self) -> float:
        return self.data._arrays["Close"][-1]

    @property
    def orders(self):
        self.refresh()
        return self._order_list

    @property
    def trades(self):
        self.refresh()
        return self._trade_list

    @property
    def closed_trades(self):
        self.refresh()
        return tuple(self._settled)

    def trade(self, number):
        """The open trade of that number, or None."""
        self.refresh()
        return self._open.get(number)

    # What the strategy may do.

    def order(self, size, limit, stop, sl, tp, tag):
        """Places an order; a negative size sells."""
        number = self.command(
            _link.ORDER,
            float(size),
            _price(limit),
            _price(stop),
            _price(sl),
            _price(tp),
            0 if tag is None else self._tag(tag),
        )
        order = self._orders[number] = Order(self, number)
        order._kind = _ENTER
        order._parent = 0
        order._size = float(size)
        order._limit = float(limit) if limit else limit
        order._stop = float(stop) if stop else stop
        order._sl = float(sl) if sl else sl
        order._tp = float(tp) if tp else tp
        order._tag = tag
        return order

    def command(self, command, *arguments):
        """Hands a command over and returns the reply's number. A refused order raises."""
        if not self.live:
            raise RuntimeError("orders can be placed in next(), not in init()")
        words, floats = self.words, self.floats
        words[_COMMAND] = command
        position = _ARGUMENTS
        for argument in arguments:
            if argument.__class__ is float:
                floats[position] = argument
            else:
                words[position] = argument
            position += 1
        words[_ARGUMENTS + 7] = self._line()
        if _link.exchange() == _link.REFUSED:
            length = min(words[_link.REPLY_TEXT // 8], _link.TEXT_MAX)
            text = bytes(self.board[_link.TEXT : _link.TEXT + length]).decode(errors="replace")
            raise AssertionError(text) if words[_REPLY] else ValueError(text)
        return words[_REPLY]

    def _line(self):
        """The strategy's own line that is acting."""
        frame = sys._getframe(2)
        while frame is not None:
            if frame.f_code.co_filename == self.source_name:
                return frame.f_lineno
            frame = frame.f_back
        return 0

    def _tag(self, tag):
        try:
            known = self._tags.get((type(tag), tag))
        except TypeError:
            return self._new_tag(tag)
        if known is None:
            known = self._tags[(type(tag), tag)] = self._new_tag(tag)
        return known

    def _new_tag(self, tag):
        text = str(tag)[:256].encode(errors="replace")
        self.board[_link.TEXT : _link.TEXT + len(text)] = text
        self.words[_link.COMMAND_TEXT // 8] = len(text)
        number = self.command(_link.TAG)
        self._tag_values.append(tag)
        return number

    # Keeping up with the engine.

    def _records(self, command, first, layout):
        while True:
            count = self.command(command, first)
            offset = _link.RECORDS
            for _ in range(min(count, _link.RECORDS_MAX)):
                yield layout.unpack_from(self.board, offset)
                offset += _link.RECORD_FIELDS * 8
            first += count
            if count < _link.RECORDS_MAX:
                return

    def refresh(self):
        """Reads orders and trades again if they have changed."""
        version = self.words[_VERSION]
        if version == self._version or not self.live:
            return
        settled = list(self._records(_link.SETTLED, len(self._settled), _SETTLED))
        self._refresh_trades()
        self._refresh_settled(settled)
        self._refresh_orders()
        self._version = version

    def _refresh_trades(self):
        before, self._open = self._open, {}
        self._gone = before
        for record in self._records(_link.TRADES, 0, _TRADE):
            number, size, entry_price, entry_bar, sl_order, sl, tp_order, tp, tag = record
            trade = before.pop(number, None) or Trade(self, number)
            trade._size = int(size)
            trade._entry_price = entry_price
            trade._entry_bar = entry_bar
            trade._sl = sl if sl_order else None
            trade._tp = tp if tp_order else None
            trade._tag = self._tag_values[tag]
            self._open[number] = trade
        self._trade_list = tuple(self._open.values())

    def _refresh_settled(self, records):
        last = {record[0]: position for position, record in enumerate(records)}
        for position, record in enumerate(records):
            number, size, entry_price, entry_bar, exit_price, exit_bar, _, commission, sl, tp, tag = record
            whole = number not in self._open and last[number] == position
            trade = (self._gone.pop(number, None) if whole else None) or Trade(self, number)
            trade._size = int(size)
            trade._entry_price = entry_price
            trade._entry_bar = entry_bar
            trade._exit_price = exit_price
            trade._exit_bar = exit_bar
            trade._commissions = commission
            trade._sl = _told(sl)
            trade._tp = _told(tp)
            trade._tag = self._tag_values[tag]
            self._settled.append(trade)
        self._gone = {}

    def _refresh_orders(self):
        before, self._orders = self._orders, {}
        for record in self._records(_link.ORDERS, 0, _ORDER):
            number, kind, parent, size, limit, stop, sl, tp, tag = record
            order = before.get(number) or Order(self, number)
            order._kind = kind
            order._parent = parent
            order._size = size
            order._limit = _told(limit)
            order._stop = _told(stop)
            order._sl = _told(sl)
            order._tp = _told(tp)
            order._tag = self._tag_values[tag]
            self._orders[number] = order
        self._order_list = tuple(self._orders.values())
