import './styles/tokens.css';
import './styles/base.css';
import './frame/app';
